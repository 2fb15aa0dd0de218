// Files in flash: FS with its File (and, on the ESP8266, Dir), as the documentation of both cores describes them. What
// they hold is in bench/flash_files.h.
//
// SPIFFS is flat, as on the chip: "/data/a" is one name. Names have 31 letters at most, in SPIFFS with all slashes.
#ifndef FS_H
#define FS_H

#include <memory>
#include <vector>

#include "Arduino.h"
#include "bench/flash_files.h"

#define FILE_READ "r"
#define FILE_WRITE "w"
#define FILE_APPEND "a"

namespace fs {

enum SeekMode { SeekSet, SeekCur, SeekEnd };

using TimeCallback = time_t (*)();

// An open file or folder. Copies share the position.
class File : public Stream {
 public:
  File() = default;
  // Mode as for fopen(); see FS::open().
  File(std::shared_ptr<bench::FlashFile> file, bench::FlashFiles *tree, const String &path, const char *mode,
       TimeCallback clock);

  operator bool() const { return open_ != nullptr; }
  void close();

  size_t write(uint8_t byte) override { return write(&byte, 1); }
  size_t write(const uint8_t *bytes, size_t count) override;
  using Print::write;
  int available() override;
  int read() override;
  size_t read(uint8_t *buffer, size_t size);
  size_t readBytes(char *buffer, size_t length) override;
  using Stream::readBytes;
  int peek() override;
  void flush() override {}

  // False, and no change, when that is outside of the file.
  bool seek(uint32_t offset, SeekMode mode = SeekSet);
  size_t position() const;
  size_t size() const;
  bool truncate(uint32_t size);

  // The last part of the path.
  const char *name() const;
  const char *fullName() const;
  const char *path() const { return fullName(); }
  bool isFile() const;
  bool isDirectory() const;
  time_t getLastWrite() const;
  time_t getCreationTime() const;
  void setTimeCallback(TimeCallback clock);

  // What is in a folder, one after the other; false behind the last.
  File openNextFile(const char *mode = FILE_READ);
  void rewindDirectory();

#ifdef ESP8266
  bool inputCanTimeout() override { return false; }
  ssize_t streamRemaining() override { return available(); }
#endif

 private:
  struct Open;

  std::shared_ptr<Open> open_;
};

#ifdef ESP8266

// Goes through a folder: next() first, then what is asked of the current entry.
class Dir {
 public:
  Dir() = default;
  Dir(bench::FlashFiles *tree, const String &path, TimeCallback clock);

  bool next();
  bool rewind();
  String fileName() const;
  size_t fileSize() const;
  time_t fileTime() const;
  time_t fileCreationTime() const;
  bool isFile() const;
  bool isDirectory() const;
  File openFile(const char *mode);
  void setTimeCallback(TimeCallback clock) { clock_ = clock; }

 private:
  String path() const;
  std::shared_ptr<bench::FlashFile> current() const;

  bench::FlashFiles *tree_ = nullptr;
  String folder_;
  std::vector<String> names_;
  size_t count_ = 0;  // of the names that next() has given
  TimeCallback clock_ = nullptr;
};

struct FSInfo {
  size_t totalBytes;
  size_t usedBytes;
  size_t blockSize;
  size_t pageSize;
  size_t maxOpenFiles;
  size_t maxPathLength;
};

struct FSInfo64 {
  uint64_t totalBytes;
  uint64_t usedBytes;
  size_t blockSize;
  size_t pageSize;
  size_t maxOpenFiles;
  size_t maxPathLength;
};

// Settings for begin(). Whether a flash that cannot be read is formatted does not matter here: it always can.
class FSConfig {
 public:
  FSConfig(bool autoFormat = true) : _autoFormat(autoFormat) {}
  FSConfig setAutoFormat(bool value = true) {
    _autoFormat = value;
    return *this;
  }

  bool _autoFormat;
};

#endif

class FS {
 public:
  explicit FS(bool flat) : tree_(flat) {}
  FS(const FS &) = delete;
  FS &operator=(const FS &) = delete;

#ifdef ESP8266
  bool setConfig(const FSConfig &) { return !tree_.isMounted(); }
  bool begin() { return mount(); }
  bool info(FSInfo &info) const;
  bool info64(FSInfo64 &info) const;
  bool gc() { return tree_.isMounted(); }
  bool check() { return tree_.isMounted(); }
  Dir openDir(const char *path);
  Dir openDir(const String &path) { return openDir(path.c_str()); }
#else
  bool begin(bool formatOnFail = false, const char *basePath = "", uint8_t maxOpenFiles = 10,
             const char *partition = nullptr);
  size_t totalBytes() const;
  size_t usedBytes() const { return tree_.usedBytes(); }
#endif
  void end() { tree_.unmount(); }
  // Forgets all files, mounted or not.
  bool format();

  // "r" and "r+" want a file that is there, "w" and "w+" begin an empty one, "a" and "a+" write at its end. Where a
  // file is made, the ESP8266 makes its folders; the ESP32 does when told to create.
  File open(const char *path, const char *mode = FILE_READ, bool create = false);
  File open(const String &path, const char *mode = FILE_READ, bool create = false) {
    return open(path.c_str(), mode, create);
  }
  bool exists(const char *path) const;
  bool exists(const String &path) const { return exists(path.c_str()); }
  // On the ESP8266 the last file that is removed from a folder takes it along.
  bool remove(const char *path);
  bool remove(const String &path) { return remove(path.c_str()); }
  bool rename(const char *from, const char *to) { return tree_.isMounted() && tree_.rename(from, to); }
  bool rename(const String &from, const String &to) { return rename(from.c_str(), to.c_str()); }
  bool mkdir(const char *path) { return tree_.isMounted() && tree_.makeFolder(path, false); }
  bool mkdir(const String &path) { return mkdir(path.c_str()); }
  bool rmdir(const char *path);
  bool rmdir(const String &path) { return rmdir(path.c_str()); }

  void setTimeCallback(TimeCallback clock) { clock_ = clock; }

 private:
  bool mount();

  bench::FlashFiles tree_;
  TimeCallback clock_ = nullptr;
};

}  // namespace fs

using fs::File;
using fs::FS;
using fs::SeekCur;
using fs::SeekEnd;
using fs::SeekMode;
using fs::SeekSet;

#ifdef ESP8266
using fs::Dir;
using fs::FSConfig;
using fs::FSInfo;
using fs::FSInfo64;
using SPIFFSConfig = fs::FSConfig;

extern fs::FS SPIFFS;
#endif

#endif
