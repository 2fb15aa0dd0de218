#include "md5.h"

#include <math.h>
#include <string.h>

#include <array>
#include <utility>

namespace bench {

namespace {

constexpr size_t kLengthField = 8;
constexpr unsigned kTurns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

// The RFC's T: the first 32 bits behind the point of |sin(1)|, |sin(2)| ...
std::array<uint32_t, 64> sines() {
  std::array<uint32_t, 64> table;
  for (size_t i = 0; i < table.size(); i++) {
    table[i] = static_cast<uint32_t>(fabs(sin(i + 1.0)) * 4294967296.0);
  }
  return table;
}

// A round's function of three words, and the word of the block that its step takes.
std::pair<uint32_t, unsigned> step(unsigned i, uint32_t b, uint32_t c, uint32_t d) {
  switch (i / 16) {
    case 0:
      return {(b & c) | (~b & d), i};
    case 1:
      return {(b & d) | (c & ~d), 5 * i + 1};
    case 2:
      return {b ^ c ^ d, 3 * i + 5};
    default:
      return {c ^ (b | ~d), 7 * i};
  }
}

uint32_t rotate(uint32_t word, unsigned by) { return word << by | word >> (32 - by); }

uint32_t wordAt(const uint8_t *bytes) {
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<uint32_t>(bytes[3]) << 24;
}

}  // namespace

void Md5::add(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    block_[length_++ % kBlock] = bytes[i];
    if (length_ % kBlock == 0) {
      digestBlock();
    }
  }
}

void Md5::digestBlock() {
  static const std::array<uint32_t, 64> table = sines();
  uint32_t a = state_[0], b = state_[1], c = state_[2], d = state_[3];
  for (unsigned i = 0; i < 64; i++) {
    auto [mixed, place] = step(i, b, c, d);
    uint32_t sum = a + mixed + wordAt(block_ + 4 * (place % 16)) + table[i];
    a = d;
    d = c;
    c = b;
    b += rotate(sum, kTurns[i / 16][i % 4]);
  }
  state_[0] += a;
  state_[1] += b;
  state_[2] += c;
  state_[3] += d;
}

void Md5::finish(uint8_t digest[kDigest]) {
  static const uint8_t padding[kBlock] = {0x80};
  uint64_t bits = length_ * 8;
  size_t used = (length_ + kLengthField) % kBlock;
  add(padding, kBlock - used);
  uint8_t field[kLengthField];
  for (size_t i = 0; i < kLengthField; i++) {
    field[i] = static_cast<uint8_t>(bits >> 8 * i);
  }
  add(field, kLengthField);
  for (size_t i = 0; i < kDigest; i++) {
    digest[i] = static_cast<uint8_t>(state_[i / 4] >> 8 * (i % 4));
  }
}

}  // namespace bench
