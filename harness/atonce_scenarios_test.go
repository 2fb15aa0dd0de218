package harness

import (
	"testing"

	"github.com/benchtrial/benchtrial/servers"
)

func TestOnlyConnectionsBesideTheFirstFail(t *testing.T) {
	for _, sc := range []servers.Scenario{BesideRefused(), BesideReset(), BesideStalled(), HeldLost()} {
		first, second, third := sc.Behave(1), sc.Behave(2), sc.Behave(3)
		good := func(b servers.Behaviour) bool {
			return b.Network == servers.Serve && b.Chain.Name == "" && b.Reply.IsZero()
		}
		if held := sc.Name == "held-lost"; good(first) == held || good(second) != held || good(third) != held {
			t.Errorf("%s: good are %t, %t, %t", sc.Name, good(first), good(second), good(third))
		}
		if sc.Doc == "" || sc.Refuse || sc.Fails {
			t.Errorf("%s says %q, and that no attempt can succeed", sc.Name, sc.Doc)
		}
	}
	if n := (&trial{scenario: GoodBeside(16)}).enough(); n != 16 {
		t.Errorf("%d connections are enough, want 16", n)
	}
}
