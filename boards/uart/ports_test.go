package uart

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// plant writes files below dir; a value that begins with -> is a symbolic link.
func plant(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, ok := cutArrow(text); ok {
			err = os.Symlink(target, path)
		} else {
			err = os.WriteFile(path, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func cutArrow(s string) (string, bool) {
	if len(s) > 2 && s[:2] == "->" {
		return s[2:], true
	}
	return "", false
}

func TestListReadsWhatTheKernelPublishes(t *testing.T) {
	sys, dev := t.TempDir(), t.TempDir()
	plant(t, sys, map[string]string{
		"devices/usb1/1-2/idVendor":                      "10c4\n",
		"devices/usb1/1-2/idProduct":                     "ea60\n",
		"devices/usb1/1-2/serial":                        "0001\n",
		"devices/usb1/1-2/product":                       "CP2102 USB to UART\n",
		"devices/usb1/1-2/1-2:1.0/ttyUSB0/tty/ttyUSB0/x": "",
		"devices/platform/serial8250/x":                  "",
		"class/tty/ttyUSB0/device":                       "->../../../devices/usb1/1-2/1-2:1.0/ttyUSB0",
		"class/tty/ttyS0/type":                           "4\n",
		"class/tty/ttyS0/device":                         "->../../../devices/platform/serial8250",
		"class/tty/ttyS1/type":                           "0\n",
		"class/tty/ttyS1/device":                         "->../../../devices/platform/serial8250",
		"class/tty/console/active":                       "ttyS0\n",
	})
	byID := filepath.Join(dev, "serial/by-id/usb-Silicon_Labs_CP2102-if00-port0")
	plant(t, dev, map[string]string{"serial/by-id/usb-Silicon_Labs_CP2102-if00-port0": "->../../ttyUSB0"})

	got, err := list(sys, dev)
	want := []Port{
		{Path: filepath.Join(dev, "ttyS0")},
		{Path: filepath.Join(dev, "ttyUSB0"), ByID: byID, USB: "10c4:ea60", Serial: "0001", Product: "CP2102 USB to UART"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if s := want[1].String(); s != filepath.Join(dev, "ttyUSB0")+" ("+byID+")" {
		t.Errorf("String() = %q", s)
	}
	if _, err := list(filepath.Join(sys, "nowhere"), dev); err == nil {
		t.Error("no error without sysfs")
	}
}
