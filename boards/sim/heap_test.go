package sim

import (
	"slices"
	"testing"
	"time"
)

// lean says what it is given, and tells the monitor each number that it hears as its heap.
const lean = `#!/bin/sh
echo "given $BENCH_HEAP."
while read -r free; do
	case "$free" in
	low*) echo "$free" >&3 ;;
	*) echo "heap $free" >&3 ;;
	esac
	echo "told $free."
done
`

func TestHeapIsSetForTheNextBoots(t *testing.T) {
	b := start(t, Config{FlashFile: flashed(t, "esp32", wrapped(t, "esp32", lean)), Heap: 200000})
	b.open()
	for _, step := range []struct {
		bytes int
		want  string
	}{{30720, "given 30720."}, {0, "given 200000."}} {
		if err := SetHeap(t.Context(), b.ControlAddr(), step.bytes); err != nil {
			t.Fatal(err)
		}
		b.reset()
		b.expect(step.want)
	}
	for _, bad := range []string{"heap -1", "heap lots", "heap 99999999"} {
		if text, err := Control(t.Context(), b.ControlAddr(), bad); err == nil {
			t.Errorf("%q was answered with %q, want an error", bad, text)
		}
	}
}

func TestLowestHeapIsOfThisBoot(t *testing.T) {
	b := start(t, Config{FlashFile: flashed(t, "esp32", wrapped(t, "esp32", lean))})
	b.open()
	lowest := func(want int) {
		t.Helper()
		for end := time.Now().Add(limit); ; {
			heap, err := ReadHeap(t.Context(), b.ControlAddr())
			if err != nil {
				t.Fatal(err)
			}
			if heap.Lowest == want && len(heap.Free) == 0 {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("the board says %+v of its heap, want %d bytes at the lowest", heap, want)
			}
		}
	}
	b.reset()
	b.expect("given 307200.")
	lowest(307200)
	for _, word := range []string{"low 250000", "low nonsense", "low -1", "low 180000"} {
		b.say(word)
		b.expect("told " + word + ".")
	}
	lowest(180000)
	b.reset()
	b.expect("given 307200.")
	lowest(307200)
}

func TestFreeHeapIsOfThisBoot(t *testing.T) {
	b := start(t, Config{FlashFile: flashed(t, "esp32", wrapped(t, "esp32", lean))})
	b.open()
	looks := func() []int {
		t.Helper()
		heap, err := ReadHeap(t.Context(), b.ControlAddr())
		if err != nil {
			t.Fatal(err)
		}
		if heap.Given != 307200 {
			t.Fatalf("the board was given %d bytes, want 307200", heap.Given)
		}
		return heap.Free
	}
	b.reset()
	b.expect("given 307200.")
	for _, word := range []string{"1000", "nonsense", "900"} {
		b.say(word)
		b.expect("told " + word + ".")
	}
	for end := time.Now().Add(limit); !slices.Equal(looks(), []int{1000, 900}); {
		if time.Now().After(end) {
			t.Fatalf("the board knows %v of its heap, want [1000 900]", looks())
		}
	}
	b.reset()
	b.expect("given 307200.")
	if free := looks(); len(free) != 0 {
		t.Errorf("after a reset the board still knows %v of the boot before", free)
	}
}
