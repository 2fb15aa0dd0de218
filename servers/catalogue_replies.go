package servers

import "github.com/benchtrial/benchtrial/servers/http1"

// replies are good servers that differ in how they answer.
func replies() []Scenario {
	return []Scenario{
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
}

func replying(name string, r http1.Reply) Scenario {
	return Scenario{Name: name, Doc: r.Doc, Silent: r.Never, Behave: always(Behaviour{Reply: r})}
}
