package harness

import (
	"slices"
	"testing"

	"github.com/benchtrial/benchtrial/servers/dns"
)

func TestTwice(t *testing.T) {
	if twice(nil) != nil {
		t.Error("ordinary answers are no longer ordinary")
	}
	var asked []int
	play := twice(func(n int) dns.Answer { asked = append(asked, n); return dns.Answer{} })
	for n := 1; n <= 5; n++ {
		play(n)
	}
	if want := []int{1, 1, 2, 2, 3}; !slices.Equal(asked, want) {
		t.Errorf("the answers given were %v, want %v", asked, want)
	}
}
