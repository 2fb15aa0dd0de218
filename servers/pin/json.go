package pin

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// document is the JSON form. Names are added to it over time, none is taken away.
type document struct {
	Source   string    `json:"source"`
	Host     string    `json:"host,omitempty"`
	TLS      string    `json:"tls,omitempty"`
	At       time.Time `json:"at"`
	Bytes    int       `json:"bytes"`
	Vouched  bool      `json:"vouched"`
	Chain    []Entry   `json:"chain"`
	Paths    []pathDoc `json:"paths"`
	Pin      pinDoc    `json:"pin"`
	Findings []Finding `json:"findings"`
	Tried    []Trial   `json:"tried,omitempty"`
	Warnings []string  `json:"warnings"`
}

type pathDoc struct {
	Complete bool      `json:"complete"`
	Nodes    []nodeDoc `json:"nodes"`
}

type nodeDoc struct {
	Number  int    `json:"number"` // -1: from the store
	Subject string `json:"subject"`
	InStore bool   `json:"in_store"`
}

type pinDoc struct {
	Kind      Kind      `json:"kind"`
	Number    int       `json:"number"`
	InStore   bool      `json:"in_store"`
	Asked     bool      `json:"asked"`
	Usable    bool      `json:"usable"`
	Subject   string    `json:"subject"`
	Reason    string    `json:"reason"`
	Life      Life      `json:"life"`
	Accepting []Profile `json:"accepting"`
	SHA256    string    `json:"sha256"`
	PEM       string    `json:"pem"`
}

// WriteJSON writes all of the report for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	d := document{
		Source: r.Chain.Source, Host: r.Chain.Host, TLS: r.tls(), At: r.At, Bytes: r.Chain.Size(), Vouched: r.Vouched,
		Chain: r.Entries, Findings: r.Findings, Tried: r.Tried, Warnings: r.Warnings,
		Pin: pinDoc{
			Kind: r.Pin.Kind, Number: r.Pin.Number, InStore: r.Pin.InStore, Asked: r.Pin.Asked, Usable: r.Usable(),
			Subject: nameOf(r.Pin.Cert), Reason: r.Pin.Reason, Life: r.Pin.Life, Accepting: append([]Profile{}, r.Pin.Accepting...),
			SHA256: colons(fingerprint256(r.Pin.Cert)), PEM: string(PEM(r.Pin.Cert)),
		},
	}
	for _, p := range r.Paths {
		path := pathDoc{Complete: p.Complete}
		for _, n := range p.Nodes {
			path.Nodes = append(path.Nodes, nodeDoc{n.At, nameOf(n.Cert), n.Root})
		}
		d.Paths = append(d.Paths, path)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(d); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func (r *Report) tls() string {
	if r.Chain.Version == 0 {
		return ""
	}
	return tls.VersionName(r.Chain.Version)
}
