package servers

import "github.com/benchtrial/benchtrial/servers/http1"

// quickReplies are those of the rarer replies that an ordinary run tries too.
var quickReplies = map[string]bool{
	"reply-truncated": true, "reply-status-503": true, "reply-kept-alive": true, "reply-lower-case": true, "reply-state-mixed": true, "reply-state-503": true, "reply-state-cut": true,
	"reply-bytes": true, "reply-chunked": true, "reply-continue": true, "reply-redirect-302": true, "reply-status-202": true, "reply-status-204": true,
}

// replies are good servers that differ in how they answer.
func replies() []Scenario {
	all := []Scenario{
		replying("reply-at-once", http1.AtOnce()),
		replying("reply-in-pieces", http1.InPieces()),
		replying("reply-with-pauses", http1.WithPause()),
		replying("reply-big-header", http1.BigHeader()),
		replying("reply-never", http1.Never()),
		replying("reply-empty", http1.Empty()),
		replying("reply-large", http1.Large()),
		replying("reply-stops", http1.Stops()),
		replying("reply-trickles", http1.Trickles()),
	}
	for _, r := range rareReplies() {
		sc := replying("reply-"+r.Name, r)
		sc.Full = !quickReplies[sc.Name]
		sc.ReplyBroken = r.Fails && !r.Errs()
		all = append(all, sc)
	}
	for _, r := range http1.Redirects() {
		all = append(all, redirecting(r))
	}
	for i := range all {
		all[i].Protocol = ProtocolHTTP
	}
	return all
}

// rareReplies are all the others.
func rareReplies() []http1.Reply {
	all := []http1.Reply{http1.NoContent(), http1.Accepted(), http1.Continue(), http1.Gzip(), http1.EndlessBody()}
	for _, more := range [][]http1.Reply{http1.Statuses(), http1.Chunked(), http1.Odd(), http1.States(), http1.Broken()} {
		all = append(all, more...)
	}
	return all
}

func replying(name string, r http1.Reply) Scenario {
	return Scenario{Name: name, Doc: r.Doc, Silent: r.Never, Behave: always(Behaviour{Reply: r})}
}

// redirecting sends the first attempt elsewhere, and is good when it is asked again.
func redirecting(r http1.Reply) Scenario {
	return Scenario{
		Name: "reply-" + r.Name, Full: !quickReplies["reply-"+r.Name],
		Doc: r.Doc + " Further connections meet a good server.",
		Behave: func(attempt int) Behaviour {
			if attempt > 1 {
				return Behaviour{}
			}
			return Behaviour{Reply: r}
		},
	}
}
