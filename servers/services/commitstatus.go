package services

import (
	"strings"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// buildStatus is one check of a commit, with the keys of api.github.com's combined status.
type buildStatus struct {
	State       string `json:"state"`
	Description string `json:"description"`
	Context     string `json:"context"`
}

// CommitStatus tells whether the build of a commit succeeded, as api.github.com does: one line of JSON that begins with
// {"state":"success". A client that does not say who it is gets 403, whatever it asks for; anything but
// GET /repos/OWNER/NAME/commits/REF/status is not found.
func CommitStatus(x servers.Exchange) http1.Reply {
	const name = "commit-status"
	r := x.Request
	if strings.TrimSpace(r.Get("User-Agent")) == "" {
		return reply(name, "403 Forbidden", "text/html", "Forbidden: the request has no User-Agent header, which every client has to send.\n")
	}
	if r.Method != "GET" || !isCommitStatus(r.Target) {
		return jsonReply(name, "404 Not Found", struct {
			Message string `json:"message"`
		}{"Not Found"})
	}
	return jsonReply(name, "200 OK", struct {
		State    string        `json:"state"`
		Statuses []buildStatus `json:"statuses"`
		Count    int           `json:"total_count"`
	}{"success", []buildStatus{
		{"success", "The build passed", "bench/build"}, {"success", "27.62% (+0.00%) compared to the parent", "bench/coverage"},
	}, 2})
}

// isCommitStatus tells whether a target is /repos/OWNER/NAME/commits/REF/status, with or without a query.
func isCommitStatus(target string) bool {
	path, _, _ := strings.Cut(target, "?")
	parts := strings.Split(path, "/")
	if len(parts) != 7 || parts[0] != "" || parts[1] != "repos" || parts[4] != "commits" || parts[6] != "status" {
		return false
	}
	return parts[2] != "" && parts[3] != "" && parts[5] != ""
}
