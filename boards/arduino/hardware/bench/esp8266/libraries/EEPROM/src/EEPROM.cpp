#include "EEPROM.h"

EEPROMClass EEPROM;

namespace {

constexpr size_t kSector = 4096;
constexpr uint8_t kErased = 0xff;

}  // namespace

void EEPROMClass::begin(size_t size) {
  if (size == 0 || size > kSector) {
    return;
  }
  working_ = committed_;
  working_.resize(size, kErased);
}

bool EEPROMClass::commit() {
  if (working_.empty()) {
    return false;
  }
  committed_ = working_;
  return true;
}

bool EEPROMClass::end() {
  bool kept = commit();
  working_.clear();
  return kept;
}
