package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// commandLine is arduino-cli, where the user has it.
type commandLine struct{ *Builder }

func (commandLine) name() string { return ArduinoCLI }

func (c commandLine) identity(ctx context.Context, req Request) (string, error) {
	if _, err := find(ArduinoCLI, "install it (https://arduino.github.io/arduino-cli), then: arduino-cli core install esp32:esp32"); err != nil {
		return "", err
	}
	version, err := c.ask(ctx, ArduinoCLI, "version")
	if err != nil {
		return "", err
	}
	if simulated(req.FQBN) {
		return c.hostIdentity(ctx, version)
	}
	cores, err := c.ask(ctx, ArduinoCLI, "core", "list")
	if err != nil {
		return "", err
	}
	return version + "\n" + cores, nil
}

func (c commandLine) compile(ctx context.Context, j job) error {
	argv := []string{ArduinoCLI, "compile", "--no-color", "--warnings", "default", "--fqbn", j.req.FQBN, "--build-path", j.build}
	if simulated(j.req.FQBN) {
		config, err := c.private(ctx)
		if err != nil {
			return err
		}
		argv = append(argv, "--config-file", config)
	}
	for _, folder := range j.folders {
		argv = append(argv, "--library", folder)
	}
	return run(ctx, j.sketch, nil, j.out, append(argv, j.sketch)...)
}

// private writes a configuration in which arduino-cli sees the platform of the simulated boards and nothing else, and asks no network:
// empty indexes keep it from fetching some, and the stand-ins for its discovery tools, which compiling never starts, from warning.
func (c commandLine) private(ctx context.Context) (string, error) {
	platform, err := c.unpacked(ctx)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(c.cache, ArduinoCLI)
	config := fmt.Sprintf(`directories: {user: %q, data: %q, downloads: %q}
build_cache: {path: %q}
board_manager: {additional_urls: []}
updater: {enable_notification: false}
network: {connection_timeout: 2s}
metrics: {enabled: false}
`, platform, filepath.Join(dir, "data"), filepath.Join(dir, "downloads"), filepath.Join(dir, "cache"))
	files := map[string]string{
		"data/package_index.json": `{"packages":[]}`,
		"data/library_index.json": `{"libraries":[]}`,
	}
	for _, tool := range []string{"serial-discovery", "mdns-discovery"} {
		files["data/packages/builtin/tools/"+tool+"/0.0.1/"+tool] = "#!/bin/sh\n"
	}
	for path, content := range files {
		if err := put(filepath.Join(dir, path), []byte(content)); err != nil {
			return "", err
		}
		if strings.HasSuffix(path, "-discovery") {
			if err := os.Chmod(filepath.Join(dir, path), 0o700); err != nil {
				return "", err
			}
		}
	}
	path := filepath.Join(dir, "for-"+filepath.Base(platform)+".yaml")
	return path, put(path, []byte(config))
}
