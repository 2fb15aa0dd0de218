package build

import (
	"fmt"
	"os"
	"path/filepath"
)

// dataFolder lies beside the .ino (in a project of PlatformIO, beside src); what it holds belongs into the board's flash file system. That
// is the convention of both Arduino cores and of PlatformIO.
const dataFolder = "data"

// readData reads the content of a sketch's data folder; nil when it has none.
func readData(sketch string) (map[string][]byte, error) {
	dir := filepath.Join(sketch, dataFolder)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, nil
	}
	folder, err := readSource(dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, file := range folder.files {
		if files[file.path], err = os.ReadFile(filepath.Join(dir, file.path)); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// unwritten says what this program does not do for a real board: its file system is an image of its own, made and written by tools that
// only its core knows, at a place that only its partition table or linker script knows. Empty when there is nothing to say.
func unwritten(req Request, builder string) string {
	if simulated(req.FQBN) || builder != ArduinoCLI && builder != PlatformIO {
		return ""
	}
	data, err := readSource(filepath.Join(req.SketchDir, dataFolder))
	if err != nil || len(data.files) == 0 {
		return ""
	}
	what := data.files[0].path
	if more := len(data.files) - 1; more > 0 {
		what += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%s has a %s folder (%s); on a real board its file system is not written here: upload it with the tool of your core "+
		"(LittleFS upload in the IDE, pio run -t uploadfs) before the run", req.SketchDir, dataFolder, what)
}
