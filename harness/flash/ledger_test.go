package flash

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLedger(t *testing.T) {
	l := Ledger{Dir: filepath.Join(t.TempDir(), "made", "by", "need")}
	if l.Holds("24:0a:c4:8c:5e:30", "hash") {
		t.Error("an empty ledger claims something")
	}
	if err := l.Forget("24:0a:c4:8c:5e:30"); err != nil {
		t.Errorf("forgetting what was never known: %v", err)
	}
	for _, image := range []string{"first", "second"} {
		if err := l.Remember("24:0a:c4:8c:5e:30", image); err != nil {
			t.Fatal(err)
		}
	}
	if !l.Holds("24:0a:c4:8c:5e:30", "second") || l.Holds("24:0a:c4:8c:5e:30", "first") || l.Holds("another/board", "second") {
		t.Error("want the last image of that board, and of no other")
	}
	if entry, ok := l.Last("24:0a:c4:8c:5e:30"); !ok || entry.When.IsZero() {
		t.Errorf("got %+v, %v", entry, ok)
	}
	if err := l.Forget("24:0a:c4:8c:5e:30"); err != nil || l.Holds("24:0a:c4:8c:5e:30", "second") {
		t.Errorf("not forgotten (%v)", err)
	}
	if left, _ := filepath.Glob(filepath.Join(l.Dir, "*")); len(left) != 0 {
		t.Errorf("files left: %q", left)
	}
}

func TestLedgerIsDamaged(t *testing.T) {
	l := Ledger{Dir: t.TempDir()}
	if err := os.WriteFile(l.path("a"), []byte(`{"board":"a","im`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := l.Last("a"); ok {
		t.Error("half an entry was believed")
	}
	if err := l.Remember("a", "hash"); err != nil || !l.Holds("a", "hash") {
		t.Errorf("not mended (%v)", err)
	}
}

func TestLedgerCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (Ledger{Dir: file}).Remember("a", "hash"); err == nil {
		t.Error("want an error")
	}
}
