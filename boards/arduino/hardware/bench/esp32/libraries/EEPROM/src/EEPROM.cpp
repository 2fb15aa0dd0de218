#include "EEPROM.h"

#include <map>
#include <string>

EEPROMClass EEPROM;

namespace {

// A sector of flash.
constexpr size_t kMost = 4096;
constexpr uint8_t kErased = 0xff;

// What was committed under a name. Made when it is first asked for: sketches have global objects that ask early.
std::vector<uint8_t> &committed(const char *name) {
  static std::map<std::string, std::vector<uint8_t>> all;
  return all[name];
}

}  // namespace

bool EEPROMClass::begin(size_t size) {
  if (size == 0 || size > kMost) {
    return false;
  }
  working_ = committed(name_);
  working_.resize(size, kErased);
  return true;
}

bool EEPROMClass::commit() {
  if (working_.empty()) {
    return false;
  }
  committed(name_) = working_;
  return true;
}

String EEPROMClass::readString(int address) const {
  if (!inside(address, 1)) {
    return String();
  }
  const uint8_t *text = &working_[address];
  const void *end = memchr(text, 0, working_.size() - address);
  return end ? String(text, static_cast<const uint8_t *>(end) - text) : String();
}

size_t EEPROMClass::readBytes(int address, void *buffer, size_t length) const {
  if (!buffer || length == 0 || !inside(address, length)) {
    return 0;
  }
  memcpy(buffer, &working_[address], length);
  return length;
}

size_t EEPROMClass::writeString(int address, const char *text) {
  size_t length = text ? strlen(text) : 0;
  return text && writeBytes(address, text, length + 1) ? length : 0;
}

size_t EEPROMClass::writeBytes(int address, const void *bytes, size_t length) {
  if (!bytes || length == 0 || !inside(address, length)) {
    return 0;
  }
  memcpy(&working_[address], bytes, length);
  return length;
}
