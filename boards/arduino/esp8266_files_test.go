package arduino

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/espimage"
)

// flashed is the program with these files in the board's flash.
func flashed(t *testing.T, elf string, files map[string]string) string {
	t.Helper()
	program, err := os.ReadFile(elf)
	if err != nil {
		t.Fatal(err)
	}
	content := map[string][]byte{}
	for name, text := range files {
		content[name] = []byte(text)
	}
	if program, err = espimage.AppendFiles(program, content); err != nil {
		t.Fatal(err)
	}
	return startable(t, program)
}

// startable writes a program. While another goroutine forks, its child has this file open for writing for a moment, and
// starting it fails with "text file busy"; hence the lock, as exec.Cmd has it.
func startable(t *testing.T, program []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "with-files.elf")
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(path, program, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// inFlash runs commands against the flash, and wants what each prints, in this order.
func inFlash(t *testing.T, files map[string]string, told [][2]string) {
	t.Helper()
	var script, want strings.Builder
	for _, step := range told {
		script.WriteString(step[0] + "\n")
		want.WriteString(step[1] + "\n")
	}
	r := run(t, flashed(t, compile(t, "probe8266", FQBN8266), files), script.String()+"restart\n")
	if got := strings.ReplaceAll(r.console, "\r", ""); got != want.String() {
		t.Errorf("the console says\n%swant\n%s%s", got, want.String(), r.notes)
	}
}

func TestFilesOfTheESP8266(t *testing.T) {
	t.Parallel()
	inFlash(t, map[string]string{"hello.txt": "hello world", "data/a": "A"}, [][2]string{
		{"file /hello.txt r", "no file"}, // not mounted
		{"mount", "before 0, mounted 1"},
		{"file /hello.txt r", "hello.txt /hello.txt of 11 at 0, 11 left: hello world;"},
		{"file hello.txt r", "hello.txt hello.txt of 11 at 0, 11 left: hello world;"},
		{"file /none r", "no file"},
		{"file /none r+", "no file"},
		{"file /new/deep/x w first", "wrote 5, x /new/deep/x of 5 at 5, 0 left: ;"},
		{"file /new/deep/x a +more", "wrote 5, x /new/deep/x of 10 at 10, 0 left: ;"},
		{"file /new/deep/x r lost", "wrote 0, x /new/deep/x of 10 at 0, 10 left: first+more;"},
		{"file /new/deep/x r+ F", "wrote 1, x /new/deep/x of 10 at 1, 9 left: irst+more;"},
		{"seek /new/deep/x set 6", "seek 1, x /new/deep/x of 10 at 6, 4 left: more;"},
		{"seek /new/deep/x end 2", "seek 1, x /new/deep/x of 10 at 8, 2 left: re;"},
		{"seek /new/deep/x cur 11", "seek 0, x /new/deep/x of 10 at 0, 10 left: First+more;"},
		{"truncate /new/deep/x 5", "truncate 1 size 5"},
		{"file /new w", "no file"}, // a folder
		{"file /hello.txt/x w", "no file"},
		{"file /a-name-that-has-32-letters-12345 w", "no file"},
		{"ls /", "[data folder 0][hello.txt file 11][new folder 0](/data)(/hello.txt)(/new)."},
		{"info", "info 1, 17 of 1048576"},
		{"rename /new /old", "rename 1"},
		{"file /old/deep/x r", "x /old/deep/x of 5 at 0, 5 left: First;"},
		{"exists /new/deep/x", "exists 0"},
		{"rename /old /old/deep/y", "rename 0"},
		{"rmdir /old", "rmdir 0"},
		{"remove /old", "remove 0"},
		{"remove /old/deep/x", "remove 1"},
		{"exists /old", "exists 0"}, // went with its last file
		{"mkdir /empty", "mkdir 1"},
		{"mkdir /empty", "mkdir 0"},
		{"mkdir /no/parent", "mkdir 0"},
		{"rmdir /empty", "rmdir 1"},
		{"fill", "filled 983040, error 1"},
		{"format", "format 1"},
		{"ls /", "."},
	})
}

// In SPIFFS the slash is a letter like others.
func TestFlatFilesOfTheESP8266(t *testing.T) {
	t.Parallel()
	inFlash(t, map[string]string{"web/index.html": "<html>"}, [][2]string{
		{"mount flat", "before 0, mounted 1"},
		{"file /web/index.html r", "/web/index.html /web/index.html of 6 at 0, 6 left: <html>;"},
		{"file /web/b w", "/web/b /web/b of 0 at 0, 0 left: ;"},
		{"file /c w", "/c /c of 0 at 0, 0 left: ;"},
		{"ls /web", "[/web/b file 0][/web/index.html file 6]."},
		{"mkdir /x", "mkdir 0"},
		{"exists /web", "exists 0"},
		{"file /a-path/that-has-32-letters/1234 w", "no file"},
		{"remove /web/b", "remove 1"},
		{"exists /web/index.html", "exists 1"},
	})
}

// What is in flash is not on the heap.
func TestFilesTakeNoHeap(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe8266", FQBN8266), "mount\nheap\nfill\nheap\nrestart\n")
	first, rest, _ := strings.Cut(r.console, "filled")
	if lost := number(t, `heap (\d+) `, first) - number(t, `heap (\d+) `, rest); lost > 1000 {
		t.Errorf("a megabyte in flash took %d bytes of heap", lost)
	}
}

func TestNamesThatTheFlashCannotHave(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 32)
	r := run(t, flashed(t, compile(t, "probe8266", FQBN8266), map[string]string{long: "", "ok": "1"}), "mount\nls /\nrestart\n")
	r.has(t, "mounted 1\n[ok file 1](/ok).")
	if !strings.Contains(r.notes, `"`+long+`" cannot be a file`) {
		t.Errorf("the notes do not name the file: %q", r.notes)
	}
}

// A bit that fell over between the builder and the chip is not taken for a file's.
func TestFilesThatAreDamaged(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(flashed(t, compile(t, "probe8266", FQBN8266), map[string]string{"certs.ar": "!<arch>"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, back := range []int{9, 13, 17} { // in the checksum, the length, the content
		damaged := bytes.Clone(whole)
		damaged[len(damaged)-back] ^= 1
		r := run(t, startable(t, damaged), "mount\nrestart\n")
		if r.code != 65 || !strings.Contains(r.notes, "they are damaged") {
			t.Errorf("%d bytes before the end: code %d, notes %q", back, r.code, r.notes)
		}
	}
}

func TestTransfersOfTheESP8266(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe8266", FQBN8266), "transfer\necho8\n12345678restart\n", "BENCH_CLOCK_RATE=20")
	for _, line := range []string{
		"until 3 size 4 [onetwo,] report 0\n",
		"more than there is 5 report 4\n",
		"eeat 11 2, left 0\n",
		"consumed 4 of 13, rest two,three\n",
		"words in flashflash 14, null 0 4, to one that is full 0 report 3\n",
		"got 8 [12345678] report 0\nlate 0, 2 s: 1\n",
	} {
		r.has(t, line)
	}
}

// archive makes what `ar` makes of certificates in DER; junk is a member before them.
func archive(junk string, ids ...*identity) string {
	var out bytes.Buffer
	out.WriteString("!<arch>\n")
	add := func(name, content string) {
		fmt.Fprintf(&out, "%-16s%-12d%-6d%-6d%-8o%-10d`\n%s", name+"/", 0, 0, 0, 0o644, len(content), content)
		if len(content)%2 == 1 {
			out.WriteString("\n")
		}
	}
	if junk != "" {
		add("junk", junk)
	}
	for i, id := range ids {
		block, _ := pem.Decode([]byte(certPEM(id)))
		add(fmt.Sprintf("ca_%03d.der", i), string(block.Bytes))
	}
	return out.String()
}

func TestCertStoreOfTheESP8266(t *testing.T) {
	t.Parallel()
	root, other, renewed := newCA(t, nil, "Bench Root"), newCA(t, nil, "Other Root"), newCA(t, nil, "Bench Root")
	issuing := newCA(t, root, "Bench Issuing")
	direct, through := chain(newLeaf(t, root, nil)), chain(newLeaf(t, issuing, nil), issuing)
	whole := archive("odd", other, renewed, root)
	cases := []struct {
		name, archive string
		chain         tls.Certificate
		before        []string
		want          string
	}{
		{"direct", whole, direct, []string{"certstore"}, "certificates 3\nconnect 1 error 0"},
		{"through an intermediate", whole, through, []string{"certstore"}, "connect 1 error 0"},
		{"not in it", archive("", other), direct, []string{"certstore"}, "certificates 1\nconnect 0 error 62"},
		{"same name, other key", archive("", renewed), direct, []string{"certstore"}, "certificates 1\nconnect 0 error 62"},
		{"beside anchors", archive("", other), direct, []string{"certstore", block("ca", certPEM(root))}, "connect 1 error 0"},
		{"after insecure", archive("", other), direct, []string{"insecure", "certstore"}, "connect 1 error 0"},
		{"expired by the clock", whole, direct, []string{"certstore", "x509time 4102444800"}, "connect 0 error 54"},
		{"no archive", "PK\x03\x04 something else", direct, []string{"certstore"}, "certificates 0\nconnect 0 error 62"},
		{"cut short", whole[:len(whole)-100], direct, []string{"certstore"}, "certificates 2\nconnect 0 error 62"},
		{"a length that lies", strings.Replace(whole, "3         `", "999999999 `", 1), direct, []string{"certstore"}, "certificates 0\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, serveTLS(&tls.Config{Certificates: []tls.Certificate{c.chain}}, func(s *tls.Conn) { drain(s) }))
			commands := append([]string{"mount", fmt.Sprintf("x509time %d", time.Now().Unix())}, c.before...)
			commands = append(commands, "connect "+host+" PORT", "stop")
			r := b.run(flashed(t, compile(t, "probe8266", FQBN8266), map[string]string{"certs.ar": c.archive}), commands...)
			r.has(t, c.want)
		})
	}
}
