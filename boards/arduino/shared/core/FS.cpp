#include "FS.h"

#include "LittleFS.h"

fs::FS LittleFS(false);
fs::FS SPIFFS(true);

namespace fs {

namespace {

// What a partition of the usual size takes.
constexpr size_t kTotalBytes = 1 << 20;
#ifdef ESP8266
constexpr size_t kBlock = 8192;
constexpr size_t kPage = 256;
constexpr size_t kOpenFiles = 5;
constexpr size_t kPathLength = 32;
constexpr bool kFoldersComeAndGo = true;
constexpr bool kEndCountsBack = true;
#else
constexpr bool kFoldersComeAndGo = false;
constexpr bool kEndCountsBack = false;
#endif

time_t now(TimeCallback clock) { return clock ? clock() : time(nullptr); }

}  // namespace

struct File::Open {
  std::shared_ptr<bench::FlashFile> file;
  bench::FlashFiles *tree;
  String path;
  bool reads;
  bool writes;
  bool appends;
  TimeCallback clock;
  size_t position = 0;
  std::vector<String> names = {};  // of a folder
  size_t next = 0;                 // of the names
};

File::File(std::shared_ptr<bench::FlashFile> file, bench::FlashFiles *tree, const String &path, const char *mode,
           TimeCallback clock) {
  bool plus = strchr(mode, '+');
  open_ = std::make_shared<Open>(Open{file, tree, path, plus || mode[0] == 'r', plus || mode[0] != 'r',
                                      mode[0] == 'a', clock});
  if (mode[0] == 'a') {
    open_->position = file->size();
  }
  if (file->isFolder()) {
    open_->names = tree->list(path);
  }
}

void File::close() { open_.reset(); }

size_t File::write(const uint8_t *bytes, size_t count) {
  if (!open_ || !open_->writes || open_->file->isFolder()) {
    setWriteError();
    return 0;
  }
  if (open_->appends) {
    open_->position = open_->file->size();
  }
  size_t room = kTotalBytes - std::min(kTotalBytes, open_->tree->usedBytes());
  size_t grows = open_->position + count > size() ? open_->position + count - size() : 0;
  size_t put = grows > room ? 0 : open_->file->write(open_->position, bytes, count);
  open_->position += put;
  open_->file->written = now(open_->clock);
  if (put < count) {
    setWriteError();
  }
  return put;
}

int File::available() {
  size_t end = size();
  return open_ && open_->reads && end > open_->position ? end - open_->position : 0;
}

size_t File::read(uint8_t *buffer, size_t size) {
  if (!open_ || !open_->reads) {
    return 0;
  }
  size_t got = open_->file->read(open_->position, buffer, size);
  open_->position += got;
  return got;
}

// A file has all that it will have: there is nothing to wait for.
size_t File::readBytes(char *buffer, size_t length) { return read(reinterpret_cast<uint8_t *>(buffer), length); }

int File::read() {
  uint8_t byte;
  return read(&byte, 1) == 1 ? byte : -1;
}

int File::peek() {
  uint8_t byte;
  return open_ && open_->reads && open_->file->read(open_->position, &byte, 1) == 1 ? byte : -1;
}

bool File::seek(uint32_t offset, SeekMode mode) {
  if (!open_) {
    return false;
  }
  size_t end = size();
  int64_t step = static_cast<int32_t>(offset);
  int64_t start = mode == SeekSet ? 0 : mode == SeekCur ? open_->position : end;
  int64_t target = mode == SeekEnd && kEndCountsBack ? start - step : start + step;
  if (target < 0 || target > static_cast<int64_t>(end)) {
    return false;
  }
  open_->position = target;
  return true;
}

size_t File::position() const { return open_ ? open_->position : 0; }

size_t File::size() const { return open_ ? open_->file->size() : 0; }

bool File::truncate(uint32_t size) { return open_ && open_->writes && open_->file->resize(size); }

const char *File::name() const {
  if (!open_) {
    return "";
  }
  const char *slash = open_->tree->isFlat() ? nullptr : strrchr(open_->path.c_str(), '/');
  return slash ? slash + 1 : open_->path.c_str();
}

const char *File::fullName() const { return open_ ? open_->path.c_str() : ""; }

bool File::isFile() const { return open_ && !open_->file->isFolder(); }

bool File::isDirectory() const { return open_ && open_->file->isFolder(); }

time_t File::getLastWrite() const { return open_ ? open_->file->written : 0; }

time_t File::getCreationTime() const { return open_ ? open_->file->created : 0; }

void File::setTimeCallback(TimeCallback clock) {
  if (open_) {
    open_->clock = clock;
  }
}

File File::openNextFile(const char *mode) {
  while (isDirectory() && open_->next < open_->names.size()) {
    String path = bench::FlashFiles::prefix(open_->path) + open_->names[open_->next++];
    std::shared_ptr<bench::FlashFile> file = open_->tree->find(path);
    if (file) {
      return File(file, open_->tree, path, file->isFolder() ? FILE_READ : mode, open_->clock);
    }
  }
  return File();
}

void File::rewindDirectory() {
  if (isDirectory()) {
    open_->names = open_->tree->list(open_->path);
    open_->next = 0;
  }
}

bool FS::mount() {
  tree_.mount();
  return true;
}

bool FS::format() {
  tree_.erase();
  return true;
}

File FS::open(const char *path, const char *mode, bool create) {
  if (!tree_.isMounted() || !path || !mode || !strchr("rwa", mode[0]) || !mode[0]) {
    return File();
  }
  std::shared_ptr<bench::FlashFile> file = tree_.find(path);
  if (mode[0] != 'r' && !file) {
    file = tree_.create(path, create || kFoldersComeAndGo);
    if (file) {
      file->created = file->written = now(clock_);
    }
  }
  if (!file || (file->isFolder() && strcmp(mode, FILE_READ) != 0)) {
    return File();
  }
  if (mode[0] == 'w') {
    file->resize(0);
  }
  return File(file, &tree_, path, mode, clock_);
}

bool FS::exists(const char *path) const { return tree_.isMounted() && tree_.find(path) != nullptr; }

bool FS::remove(const char *path) {
  std::shared_ptr<bench::FlashFile> file = tree_.isMounted() ? tree_.find(path) : nullptr;
  if (!file || file->isFolder() || !tree_.remove(path)) {
    return false;
  }
  String folder = bench::FlashFiles::normalise(path);
  while (kFoldersComeAndGo && !tree_.isFlat() && folder.lastIndexOf('/') > 0) {
    folder = folder.substring(0, folder.lastIndexOf('/'));
    if (!tree_.remove(folder)) {
      break;  // something else is in it
    }
  }
  return true;
}

bool FS::rmdir(const char *path) {
  std::shared_ptr<bench::FlashFile> folder = tree_.isMounted() ? tree_.find(path) : nullptr;
  return folder && folder->isFolder() && tree_.remove(path);
}

#ifdef ESP8266

bool FS::info64(FSInfo64 &info) const {
  if (!tree_.isMounted()) {
    return false;
  }
  info = {kTotalBytes, tree_.usedBytes(), kBlock, kPage, kOpenFiles, kPathLength};
  return true;
}

bool FS::info(FSInfo &info) const {
  FSInfo64 wide;
  if (!info64(wide)) {
    return false;
  }
  info = {static_cast<size_t>(wide.totalBytes), static_cast<size_t>(wide.usedBytes), kBlock, kPage, kOpenFiles,
          kPathLength};
  return true;
}

Dir FS::openDir(const char *path) { return tree_.isMounted() ? Dir(&tree_, path, clock_) : Dir(); }

Dir::Dir(bench::FlashFiles *tree, const String &path, TimeCallback clock) : tree_(tree), folder_(path), clock_(clock) {
  rewind();
}

bool Dir::rewind() {
  names_ = tree_ ? tree_->list(folder_) : std::vector<String>();
  count_ = 0;
  return tree_ != nullptr;
}

bool Dir::next() {
  if (count_ <= names_.size()) {
    count_++;
  }
  return count_ <= names_.size();
}

String Dir::path() const { return bench::FlashFiles::prefix(folder_) + names_[count_ - 1]; }

std::shared_ptr<bench::FlashFile> Dir::current() const {
  return count_ > 0 && count_ <= names_.size() ? tree_->find(path()) : nullptr;
}

String Dir::fileName() const {
  if (!current()) {
    return String();
  }
  return tree_->isFlat() ? path() : names_[count_ - 1];
}

size_t Dir::fileSize() const { return current() ? current()->size() : 0; }

time_t Dir::fileTime() const { return current() ? current()->written : 0; }

time_t Dir::fileCreationTime() const { return current() ? current()->created : 0; }

bool Dir::isFile() const { return current() && !current()->isFolder(); }

bool Dir::isDirectory() const { return current() && current()->isFolder(); }

File Dir::openFile(const char *mode) {
  std::shared_ptr<bench::FlashFile> file = current();
  if (!file || (file->isFolder() && strcmp(mode, FILE_READ) != 0)) {
    return File();
  }
  if (mode[0] == 'w') {
    file->resize(0);
  }
  return File(file, tree_, path(), mode, clock_);
}

#else

bool FS::begin(bool, const char *, uint8_t, const char *) { return mount(); }

size_t FS::totalBytes() const { return tree_.isMounted() ? kTotalBytes : 0; }

#endif

}  // namespace fs
