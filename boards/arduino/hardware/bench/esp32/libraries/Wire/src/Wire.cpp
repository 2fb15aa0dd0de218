#include "Wire.h"

TwoWire Wire;
TwoWire Wire1;

namespace {

// What endTransmission() returns (Arduino reference).
enum Outcome : uint8_t { kTooLong = 1, kNoSuchAddress = 2, kOther = 4 };

}  // namespace

bool TwoWire::begin(int, int, uint32_t frequency) {
  running_ = true;
  if (frequency) {
    frequency_ = frequency;
  }
  return true;
}

bool TwoWire::end() {
  running_ = open_ = false;
  return true;
}

bool TwoWire::setClock(uint32_t frequency) {
  frequency_ = frequency;
  return running_;
}

void TwoWire::beginTransmission(uint16_t) {
  open_ = running_;
  tooLong_ = false;
  written_ = 0;
}

size_t TwoWire::write(const uint8_t *, size_t count) {
  if (!open_) {
    return 0;
  }
  size_t taken = min(count, kBuffer - written_);
  written_ += taken;
  tooLong_ = tooLong_ || taken < count;
  return taken;
}

uint8_t TwoWire::endTransmission(bool) {
  if (!open_) {
    return kOther;
  }
  open_ = false;
  return tooLong_ ? kTooLong : kNoSuchAddress;
}

size_t TwoWire::requestFrom(uint16_t, size_t, bool) { return 0; }
