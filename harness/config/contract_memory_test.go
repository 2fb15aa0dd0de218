package config

import (
	"strings"
	"testing"
)

func TestContractOfMemory(t *testing.T) {
	fw, err := contract(t, `heap: {lowest: 20000}
max_fragment: {asks: 512, probes: true}
at_once: {held: GET /state HTTP/1.1, beside: POST /report HTTP/1.1, cannot: "report failed:"}
console: {heap: "heap: {n}", lowest: "lowest: {n}"}
`)
	if err != nil {
		t.Fatal(err)
	}
	if fw.Heap.Lowest != 20000 || fw.Fragment != (Fragment{512, true}) {
		t.Errorf("read %+v and %+v", fw.Heap, fw.Fragment)
	}
	if want := (AtOnce{"GET /state HTTP/1.1", "POST /report HTTP/1.1", "report failed:"}); fw.AtOnce != want || !want.Promised() {
		t.Errorf("read %+v", fw.AtOnce)
	}
	if n, ok := fw.Console.LowestHeap("now, lowest: 1234"); !ok || n != 1234 {
		t.Errorf("read %d, %t as the lowest heap", n, ok)
	}
	if _, ok := fw.Console.LowestHeap("heap: 1234"); ok {
		t.Error("the free heap is read as the lowest")
	}
	if fw, err = contract(t, ""); err != nil || fw.Heap != (Heap{}) || fw.Fragment != (Fragment{}) || fw.AtOnce.Promised() {
		t.Errorf("left out: %+v %+v %+v, %v", fw.Heap, fw.Fragment, fw.AtOnce, err)
	}
}

func TestFaultsOfMemory(t *testing.T) {
	for text, want := range map[string]string{
		"heap: {}\n":                        "heap.lowest: is missing",
		"heap: {lowest: -1}\n":              "heap.lowest: is -1, must be from 1",
		"heap: {min: 3}\n":                  `did you mean "lowest"?`,
		"max_fragment: 512\n":               "max_fragment: wants keys with values",
		"max_fragment: {probes: true}\n":    "max_fragment.asks: is missing",
		"max_fragment: {asks: 600}\n":       "a client can ask for 512, 1024, 2048 or 4096 bytes",
		"max_fragment: {asks: 16384}\n":     "a client can ask for 512, 1024, 2048 or 4096 bytes",
		"at_once: {held: GET / HTTP/1.1}\n": "at_once.beside: is missing",
		"at_once: {held: GET state HTTP/1.1, beside: POST / HTTP/1.1}\n":                   "is no request line",
		"at_once: {held: GET /, beside: POST / HTTP/1.1}\n":                                "is no request line",
		"at_once: {held: GET / HTTP/1.1, beside: GET / HTTP/1.1}\n":                        "at_once.beside: is the same as held",
		"at_once: {first: GET / HTTP/1.1}\n":                                               `did you mean "held"?`,
		"retry: {attempts: 3}\nat_once: {held: GET / HTTP/1.1, beside: POST / HTTP/1.1}\n": "at_once: is about connections that are made again and again",
		"console: {lowest: \"low {n}\"}\n":                                                 "console.lowest: needs what it prints",
		"console: {heap: \"heap {n}\", lowest: \"low\"}\n":                                 "console.lowest: is \"low\"",
	} {
		if _, err := contract(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
