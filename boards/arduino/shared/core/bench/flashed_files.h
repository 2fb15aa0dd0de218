// The files that were flashed with the program: the builder puts them behind it (boards/espimage files.go), as a
// sketch's data folder is uploaded beside it on a chip.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

class FlashedFiles {
 public:
  // Maps the program's own file. A mark with files that are not whole ends the program: a bench that runs with other
  // files than it was told would judge wrongly.
  FlashedFiles();
  ~FlashedFiles();
  FlashedFiles(const FlashedFiles &) = delete;
  FlashedFiles &operator=(const FlashedFiles &) = delete;

  struct Entry {
    const char *path;  // from the root of the file system, without a slash before it; no zero ends it
    size_t pathLength;
    const uint8_t *bytes;
    size_t count;
  };

  // The next file; false when there is none any more. An entry lives as long as this object.
  bool next(Entry *entry);

 private:
  void open();

  const uint8_t *program_ = nullptr;
  size_t programSize_ = 0;
  const uint8_t *at_ = nullptr;
  const uint8_t *end_ = nullptr;
};

}  // namespace bench
