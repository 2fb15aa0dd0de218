package servers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Catalogue lists every scenario that has a name of its own, in a slice of the caller's own. RecoversAt makes further
// ones.
func Catalogue() []Scenario { return slices.Clone(catalogue()) }

// catalogue is made once: a suite looks up thousands of scenarios, and some hold large replies.
var catalogue = sync.OnceValue(func() []Scenario {
	all := in(GroupControl, Scenario{Name: "valid", Doc: "A good server: an honest chain, and the reply comes at once."})
	all = append(all, in(GroupChain, chains()...)...)
	all = append(all, in(GroupRenewal, renewals()...)...)
	all = append(all, in(GroupHandshake, handshakes()...)...)
	all = append(all, in(GroupShared, sharedKeys()...)...)
	all = append(all, in(GroupRecord, records()...)...)
	all = append(all, in(GroupNetwork, networks()...)...)
	all = append(all, in(GroupName, names()...)...)
	all = append(all, in(GroupTime, times()...)...)
	all = append(all, in(GroupWiFi, absences()...)...)
	all = append(all, in(GroupEdge, edges()...)...)
	all = append(all, in(GroupReply, replies()...)...)
	all = append(all, in(GroupFragment, fragmentLengths()...)...)
	all = append(all, in(GroupWebSocket, websockets()...)...)
	return append(all, in(GroupMQTT, brokers()...)...)
})

// in puts the scenarios into a group.
func in(group Group, scenarios ...Scenario) []Scenario {
	for i := range scenarios {
		scenarios[i].Group = group
	}
	return scenarios
}

// Lookup finds a scenario by its name; "recovers-at-3" is RecoversAt(3).
func Lookup(name string) (Scenario, bool) {
	if i := slices.IndexFunc(catalogue(), func(sc Scenario) bool { return sc.Name == name }); i >= 0 {
		return catalogue()[i], true
	}
	if n, found := strings.CutPrefix(name, recoversAt); found {
		if attempt, err := strconv.Atoi(n); err == nil && attempt >= 1 && strconv.Itoa(attempt) == n {
			return RecoversAt(attempt), true
		}
	}
	return Scenario{}, false
}

// always is the same behaviour for each attempt.
func always(b Behaviour) func(int) Behaviour {
	return func(int) Behaviour { return b }
}

const recoversAt = "recovers-at-"

// RecoversAt is a server that resets the attempts before attempt n, and is good from then on.
func RecoversAt(n int) Scenario {
	return Scenario{
		Name: fmt.Sprintf("%s%d", recoversAt, n),
		Doc:  recoveryDoc(n),
		Behave: func(attempt int) Behaviour {
			if attempt < n {
				return Behaviour{Network: ResetOnAccept}
			}
			return Behaviour{}
		},
	}
}

func recoveryDoc(n int) string {
	if n == 1 {
		return "A good server, from the first attempt on."
	}
	return fmt.Sprintf("The server resets the first %d connections, and is good from attempt %d on.", n-1, n)
}
