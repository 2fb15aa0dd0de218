package uart

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Port is a serial port of this machine.
type Port struct {
	Path    string // /dev/ttyUSB0
	ByID    string // its name in /dev/serial/by-id, which stays when it is plugged in elsewhere; empty where it has none
	USB     string // vendor and product, "10c4:ea60"; empty when it is not on USB
	Serial  string // the adapter's serial number, or empty
	Product string // what the adapter calls itself, or empty
}

// String words the port for a message.
func (p Port) String() string {
	if p.ByID != "" {
		return fmt.Sprintf("%s (%s)", p.Path, p.ByID)
	}
	return p.Path
}

// Ports lists the serial ports of this machine. It only reads what the kernel publishes: opening a port to see whether
// it is one, as other listings do, would reset the board behind it.
func Ports() ([]Port, error) { return list("/sys", "/dev") }

func list(sys, dev string) ([]Port, error) {
	entries, err := os.ReadDir(filepath.Join(sys, "class/tty"))
	if err != nil {
		return nil, fmt.Errorf("listing serial ports: %w", err)
	}
	names := byID(dev)
	var ports []Port
	for _, e := range entries {
		dir := filepath.Join(sys, "class/tty", e.Name())
		device, err := filepath.EvalSymlinks(filepath.Join(dir, "device"))
		if err != nil || !present(dir) {
			continue // a console or a pty has no device behind it
		}
		p := Port{Path: filepath.Join(dev, e.Name())}
		p.ByID = names[e.Name()]
		p.describeUSB(sys, device)
		ports = append(ports, p)
	}
	return ports, nil
}

// present tells a real 16550 from one of the ttyS that the kernel keeps free: those have type 0.
func present(dir string) bool {
	kind, err := os.ReadFile(filepath.Join(dir, "type"))
	return err != nil || strings.TrimSpace(string(kind)) != "0"
}

// byID maps the names of devices to their links in /dev/serial/by-id.
func byID(dev string) map[string]string {
	names := map[string]string{}
	links, _ := filepath.Glob(filepath.Join(dev, "serial/by-id/*"))
	slices.Sort(links)
	for _, link := range links {
		if to, err := os.Readlink(link); err == nil {
			names[filepath.Base(to)] = link
		}
	}
	return names
}

// describeUSB looks for the USB device above a tty: the nearest directory that has a vendor.
func (p *Port) describeUSB(sys, device string) {
	root, err := filepath.EvalSymlinks(sys)
	if err != nil {
		return
	}
	for dir := device; strings.HasPrefix(dir, root+"/"); dir = filepath.Dir(dir) {
		if vendor := attribute(dir, "idVendor"); vendor != "" {
			p.USB = vendor + ":" + attribute(dir, "idProduct")
			p.Serial, p.Product = attribute(dir, "serial"), attribute(dir, "product")
			return
		}
	}
}

func attribute(dir, name string) string {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// noSuchPort says which ports there are instead.
func noSuchPort() error {
	ports, err := Ports()
	if err != nil || len(ports) == 0 {
		return fmt.Errorf("%w, and this machine has no serial ports", os.ErrNotExist)
	}
	words := make([]string, len(ports))
	for i, p := range ports {
		words[i] = p.String()
	}
	return fmt.Errorf("%w; there are: %s", os.ErrNotExist, strings.Join(words, ", "))
}
