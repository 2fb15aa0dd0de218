package sim

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// mostHeapLooks bounds what is kept of a firmware that connects for ever; the earliest are dropped.
const mostHeapLooks = 4096

// noteHeap takes what the program says of its heap: the bytes that were free when it began to connect. It says so at the
// same place of every attempt, so that a number lower than the one before is memory that was not given back.
func (m *machine) noteHeap(text string) {
	free, err := strconv.Atoi(text)
	if err != nil || free < 0 {
		m.log("%s: the monitor says that the heap is %q", m.cfg.Name, text)
		return
	}
	if len(m.heapLooks) == mostHeapLooks {
		m.heapLooks = append(m.heapLooks[:0], m.heapLooks[1:]...)
	}
	m.heapLooks = append(m.heapLooks, free)
}

// noteLow takes the least that the program has found free since it started, in bytes.
func (m *machine) noteLow(text string) {
	low, err := strconv.Atoi(text)
	if err != nil || low < 0 {
		m.log("%s: the monitor says that the least free heap is %q", m.cfg.Name, text)
		return
	}
	m.heapLow = low
}

// heapGiven is the heap of the next boot, in bytes.
func (m *machine) heapGiven() int {
	for _, bytes := range []int{m.heap, m.cfg.Heap} {
		if bytes > 0 {
			return bytes
		}
	}
	return m.chip.heap
}

// heapCommand is `heap` and `heap N` of the control port.
func (m *machine) heapCommand(arg string) (string, error) {
	if arg == "" {
		return strings.TrimSpace(fmt.Sprint(m.heapGiven(), " ", m.heapLow, " ", strings.Trim(fmt.Sprint(m.heapLooks), "[]"))), nil
	}
	bytes, err := strconv.Atoi(arg)
	if err != nil || bytes < 0 || bytes > m.chip.heap {
		return "", fmt.Errorf("%q is no heap: the %s has %d bytes, and 0 gives it all of them", arg, m.chip.name, m.chip.heap)
	}
	m.heap = bytes
	return "", nil
}

// SetHeap sets how many bytes of heap a simulated board's firmware finds free from its next boot on; 0 gives it back what
// the chip has. More than that is an error.
func SetHeap(ctx context.Context, addr string, bytes int) error {
	_, err := Control(ctx, addr, "heap "+strconv.Itoa(bytes))
	return err
}

// Heap is the heap of a simulated board, in bytes.
type Heap struct {
	Given int // what the firmware finds free when it starts

	// Lowest is the least that was free since its last boot, at any time: the chip's own low-water mark
	// (heap_caps_get_minimum_free_size in ESP-IDF). It is known up to the firmware's last pause.
	Lowest int

	Free []int // what was free each time it began to connect to a server since its last boot, in order
}

// ReadHeap asks a simulated board for its heap.
func ReadHeap(ctx context.Context, addr string) (Heap, error) {
	text, err := Control(ctx, addr, "heap")
	if err != nil {
		return Heap{}, err
	}
	var numbers []int
	for _, word := range strings.Fields(text) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return Heap{}, fmt.Errorf("reading the heap of the simulated board at %s: %w", addr, err)
		}
		numbers = append(numbers, n)
	}
	if len(numbers) < 2 {
		return Heap{}, fmt.Errorf("reading the heap of the simulated board at %s: it says %q", addr, text)
	}
	return Heap{Given: numbers[0], Lowest: numbers[1], Free: numbers[2:]}, nil
}
