#include "flashed_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bench {

namespace {

constexpr char kMark[] = {'B', 'T', 'F', 'I', 'L', 'E', 'S', '1'};
constexpr size_t kNumber = 4;
constexpr size_t kTrailer = 2 * kNumber + sizeof(kMark);  // length, checksum, mark

// Exit status of a program with damaged data (EX_DATAERR of sysexits.h).
constexpr int kDamaged = 65;

uint32_t number(const uint8_t *bytes) {
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<uint32_t>(bytes[3]) << 24;
}

// CRC-32 of IEEE 802.3, as zip and Ethernet have it.
uint32_t crc(const uint8_t *bytes, size_t count) {
  uint32_t rest = ~0u;
  for (size_t i = 0; i < count; i++) {
    rest ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) {
      rest = rest & 1 ? rest >> 1 ^ 0xedb88320 : rest >> 1;
    }
  }
  return ~rest;
}

[[noreturn]] void refuse(const char *why) {
  dprintf(STDERR_FILENO, "reading the files that were flashed with the program: %s\n", why);
  _exit(kDamaged);
}

}  // namespace

FlashedFiles::FlashedFiles() {
  int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) {
    refuse("the program's own file cannot be opened");
  }
  void *mapped = mmap(nullptr, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (mapped == MAP_FAILED) {
    refuse("the program's own file cannot be mapped");
  }
  program_ = static_cast<const uint8_t *>(mapped);
  programSize_ = status.st_size;
  open();
}

FlashedFiles::~FlashedFiles() { munmap(const_cast<uint8_t *>(program_), programSize_); }

void FlashedFiles::open() {
  if (programSize_ < kTrailer) {
    return;
  }
  const uint8_t *trailer = program_ + programSize_ - kTrailer;
  if (memcmp(trailer + 2 * kNumber, kMark, sizeof(kMark)) != 0) {
    return;  // a program without files
  }
  size_t length = number(trailer);
  if (length > programSize_ - kTrailer || crc(trailer - length, length) != number(trailer + kNumber)) {
    refuse("they are damaged; flash the image again");
  }
  at_ = trailer - length;
  end_ = trailer;
}

bool FlashedFiles::next(Entry *entry) {
  if (at_ == end_) {
    return false;
  }
  size_t left = end_ - at_;
  size_t pathLength = left < 2 * kNumber ? left : number(at_);
  size_t count = left < 2 * kNumber ? left : number(at_ + kNumber);
  if (pathLength + count + 2 * kNumber > left) {
    refuse("their list is wrong");
  }
  const uint8_t *path = at_ + 2 * kNumber;
  *entry = {reinterpret_cast<const char *>(path), pathLength, path + pathLength, count};
  at_ = path + pathLength + count;
  return true;
}

}  // namespace bench
