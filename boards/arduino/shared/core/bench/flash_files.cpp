#include "flash_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flashed_files.h"

namespace bench {

namespace {

// Above the numbers that the sketch's sockets have.
constexpr int kFirstDescriptor = 100;

int openStore() {
  int low = memfd_create("flash", MFD_CLOEXEC);
  if (low < 0) {
    return -1;
  }
  int store = fcntl(low, F_DUPFD_CLOEXEC, kFirstDescriptor);
  close(low);
  return store;
}

}  // namespace

FlashFile::FlashFile(bool folder) : created(time(nullptr)), written(created), folder_(folder) {
  if (!folder) {
    store_ = openStore();
  }
}

FlashFile::~FlashFile() {
  if (store_ >= 0) {
    close(store_);
  }
}

size_t FlashFile::size() const {
  struct stat status;
  return store_ >= 0 && fstat(store_, &status) == 0 ? status.st_size : 0;
}

bool FlashFile::resize(size_t size) { return store_ >= 0 && ftruncate(store_, size) == 0; }

size_t FlashFile::read(size_t position, uint8_t *bytes, size_t count) const {
  ssize_t got = store_ >= 0 ? pread(store_, bytes, count, position) : 0;
  return got > 0 ? got : 0;
}

size_t FlashFile::write(size_t position, const uint8_t *bytes, size_t count) {
  ssize_t put = store_ >= 0 ? pwrite(store_, bytes, count, position) : 0;
  return put > 0 ? put : 0;
}

FlashFiles::FlashFiles(bool flat) : flat_(flat) {
  FlashedFiles flashed;
  FlashedFiles::Entry entry;
  while (flashed.next(&entry)) {
    String path;
    path.concat(entry.path, entry.pathLength);
    std::shared_ptr<FlashFile> file = create(path, true);
    if (!file || file->write(0, entry.bytes, entry.count) != entry.count) {
      dprintf(STDERR_FILENO, "\"%s\" cannot be a file of the board's: a name has at most %u letters\n", path.c_str(),
              kLongestName);
    }
  }
}

String FlashFiles::normalise(const String &path) {
  String whole = path.startsWith("/") ? path : "/" + path;
  while (whole.length() > 1 && whole.endsWith("/")) {
    whole.remove(whole.length() - 1);
  }
  return whole;
}

String FlashFiles::prefix(const String &folder) {
  String whole = normalise(folder);
  return whole == "/" ? whole : whole + "/";
}

std::shared_ptr<FlashFile> FlashFiles::find(const String &path) const {
  String whole = normalise(path);
  if (whole == "/" && !flat_) {
    return std::make_shared<FlashFile>(true);
  }
  auto found = entries_.find(whole);
  return found == entries_.end() ? nullptr : found->second;
}

bool FlashFiles::fits(const String &path) const {
  if (flat_) {
    return path.length() > 1 && path.length() <= kLongestName;
  }
  unsigned start = 1;
  while (start < path.length()) {
    int slash = path.indexOf('/', start);
    unsigned end = slash < 0 ? path.length() : slash;
    if (end == start || end - start > kLongestName) {
      return false;
    }
    start = end + 1;
  }
  return path.length() > 1;
}

bool FlashFiles::holdsAFolderFor(const String &path, bool make) {
  int slash = path.lastIndexOf('/');
  if (flat_ || slash <= 0) {
    return true;
  }
  String folder = path.substring(0, slash);
  std::shared_ptr<FlashFile> there = find(folder);
  return there ? there->isFolder() : make && makeFolder(folder, true);
}

std::shared_ptr<FlashFile> FlashFiles::create(const String &path, bool withFolders) {
  String whole = normalise(path);
  std::shared_ptr<FlashFile> there = find(whole);
  if (there) {
    return there->isFolder() ? nullptr : there;
  }
  if (!fits(whole) || !holdsAFolderFor(whole, withFolders)) {
    return nullptr;
  }
  return entries_[whole] = std::make_shared<FlashFile>(false);
}

bool FlashFiles::makeFolder(const String &path, bool withFolders) {
  String whole = normalise(path);
  if (flat_ || find(whole) || !fits(whole) || !holdsAFolderFor(whole, withFolders)) {
    return false;
  }
  entries_[whole] = std::make_shared<FlashFile>(true);
  return true;
}

bool FlashFiles::remove(const String &path) {
  String whole = normalise(path);
  std::shared_ptr<FlashFile> there = find(whole);
  if (!there || (there->isFolder() && !list(whole).empty())) {
    return false;
  }
  return entries_.erase(whole) == 1;
}

bool FlashFiles::rename(const String &from, const String &to) {
  String old = normalise(from), whole = normalise(to);
  std::shared_ptr<FlashFile> moved = find(old), there = find(whole);
  if (!moved || whole.startsWith(prefix(old)) || !fits(whole) || !holdsAFolderFor(whole, false)) {
    return false;
  }
  if (there && (there->isFolder() || moved->isFolder())) {
    return false;
  }
  for (const String &name : moved->isFolder() ? list(old) : std::vector<String>()) {
    // The new folder comes into being with what was in the old one.
    entries_[whole] = moved;
    if (!rename(prefix(old) + name, prefix(whole) + name)) {
      return false;
    }
  }
  if (old != whole) {
    entries_.erase(old);
    entries_[whole] = moved;
  }
  return true;
}

std::vector<String> FlashFiles::list(const String &folder) const {
  std::vector<String> names;
  String start = prefix(folder);
  for (const auto &entry : entries_) {
    if (!entry.first.startsWith(start)) {
      continue;
    }
    String name = entry.first.substring(start.length());
    if (flat_ || name.indexOf('/') < 0) {
      names.push_back(name);
    }
  }
  return names;
}

size_t FlashFiles::usedBytes() const {
  size_t total = 0;
  for (const auto &entry : entries_) {
    total += entry.second->size();
  }
  return total;
}

}  // namespace bench
