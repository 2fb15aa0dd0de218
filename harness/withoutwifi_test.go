package harness_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/boards/boardtest"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
)

func TestSoundFirmwareThatLosesItsWiFi(t *testing.T) {
	for scenario, promised := range map[string][]matcher{
		"wifi-lost-after-hello":  {match.LiveOn(), match.ClaimNothingElse(), match.SendOnceInTheEnd(), match.BeServedAgain()},
		"wifi-lost-in-handshake": {match.LiveOn(), match.ClaimNothingElse(), match.SendOnceInTheEnd(), match.BeServedAgain()},
		"wifi-lost-in-request":   {match.LiveOn(), match.ClaimNothingElse(), match.SendOnceAtMost(), match.ComeToAnEnd()},
		"wifi-lost-before-reply": {match.LiveOn(), match.ClaimNothingElse(), match.SendOnceAtMost(), match.ComeToAnEnd()},
		"wifi-lost-in-reply":     {match.LiveOn(), match.ClaimNothingElse(), match.SendOnceAtMost(), match.ComeToAnEnd()},
	} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			r, _, err := try(t, scenario, faulty(nil))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range promised {
				if ok, err := m.Match(r); !ok || err != nil {
					t.Errorf("%v %s", err, m.FailureMessage(r))
				}
			}
		})
	}
}

func TestFirmwareThatHangsOnALostConnection(t *testing.T) {
	t.Parallel()
	r, _, err := try(t, "wifi-lost-before-reply", func(b *harness.TestBench) boardtest.Firmware {
		s := sound(b, nil)
		return func(ctx context.Context, u *boardtest.UART) {
			conn, err := s.connect(ctx)
			if err != nil {
				u.Sayf("Can't connect: %v\r\n", err)
				return
			}
			defer conn.Close()
			u.Say("Connected!\r\n")
			fmt.Fprintf(conn, s.head+"{}", b.PKI.Host(), 2)
			<-ctx.Done() // it waits for the reply for ever, and only a reset ends that
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	m := match.ComeToAnEnd()
	if ok, _ := m.Match(r); ok || r.End != harness.EndStuck || !strings.Contains(m.FailureMessage(r), "it hung") {
		t.Errorf("it ends with %q:\n%s", r.End, m.FailureMessage(r))
	}
}

func TestABenchThatCannotTakeTheWiFiAwayJudgesNothing(t *testing.T) {
	t.Parallel()
	r, _, err := try(t, "wifi-never", faulty(nil))
	if err == nil || r != nil || !strings.Contains(err.Error(), "this bench cannot switch it") {
		t.Errorf("got %v, %v; want an error of the bench", r, err)
	}
}
