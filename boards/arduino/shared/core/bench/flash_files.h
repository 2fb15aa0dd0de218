// The files in the board's flash: a tree of names, and each file's bytes.
//
// It holds at first what was flashed with the program (flashed_files.h): the sketch's data folder. It is in memory
// only: a reset brings the first state back. The bytes are not on the simulated heap, because the chip's are in flash.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <map>
#include <memory>
#include <vector>

#include "../WString.h"

namespace bench {

// One file or folder. Whoever holds it can go on reading after it was removed.
class FlashFile {
 public:
  explicit FlashFile(bool folder);
  ~FlashFile();
  FlashFile(const FlashFile &) = delete;
  FlashFile &operator=(const FlashFile &) = delete;

  bool isFolder() const { return folder_; }
  size_t size() const;
  bool resize(size_t size);
  // They return how many bytes were copied.
  size_t read(size_t position, uint8_t *bytes, size_t count) const;
  size_t write(size_t position, const uint8_t *bytes, size_t count);

  time_t created = 0;
  time_t written = 0;

 private:
  bool folder_;
  int store_ = -1;  // a file of the host's memory
};

class FlashFiles {
 public:
  // In a flat tree the slash is a letter like others, and there are no folders. Reads what was flashed: as a global
  // object before the heap is counted, since what the host needs for it is not the board's.
  explicit FlashFiles(bool flat);

  bool isFlat() const { return flat_; }
  bool isMounted() const { return mounted_; }
  void mount() { mounted_ = true; }
  void unmount() { mounted_ = false; }
  void erase() { entries_.clear(); }

  // Null when there is none. Paths begin with a slash, or are taken as if they did.
  std::shared_ptr<FlashFile> find(const String &path) const;
  // Makes an empty file, or gives the one that is there. Null when the path leads through a file, is too long, or is
  // that of a folder; also when its folder is missing, unless those are to be made.
  std::shared_ptr<FlashFile> create(const String &path, bool withFolders);
  bool makeFolder(const String &path, bool withFolders);
  // Folders must be empty.
  bool remove(const String &path);
  bool rename(const String &from, const String &to);

  // The names in a folder, or behind a prefix in a flat tree, in their order.
  std::vector<String> list(const String &folder) const;
  size_t usedBytes() const;

  static String normalise(const String &path);
  // The folder's path and a slash; "/" for the root.
  static String prefix(const String &folder);

 private:
  static constexpr unsigned kLongestName = 31;

  struct Before {
    bool operator()(const String &a, const String &b) const { return strcmp(a.c_str(), b.c_str()) < 0; }
  };

  bool holdsAFolderFor(const String &path, bool make);
  bool fits(const String &path) const;

  bool flat_;
  bool mounted_ = false;
  std::map<String, std::shared_ptr<FlashFile>, Before> entries_;
};

}  // namespace bench
