#include <string.h>

#include "libb64/cdecode.h"
#include "libb64/cencode.h"

namespace {

const char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Writes the digits of three bytes; only as many as count bytes need are more than padding.
char *writeGroup(uint32_t group, int count, char *text) {
  for (int i = 0; i < 4; i++) {
    *text++ = i <= count ? kDigits[group >> (18 - 6 * i) & 63] : '=';
  }
  return text;
}

}  // namespace

extern "C" {

void base64_init_encodestate(base64_encodestate *state) { *state = {0, 0}; }

int base64_encode_block(const char *bytes, int length, char *text, base64_encodestate *state) {
  char *next = text;
  for (int i = 0; i < length; i++) {
    state->group = state->group << 8 | static_cast<unsigned char>(bytes[i]);
    if (++state->held == 3) {
      next = writeGroup(state->group, 3, next);
      base64_init_encodestate(state);
    }
  }
  return next - text;
}

int base64_encode_blockend(char *text, base64_encodestate *state) {
  char *next = text;
  if (state->held > 0) {
    next = writeGroup(state->group << (24 - 8 * state->held), state->held, next);
  }
  *next = 0;
  base64_init_encodestate(state);
  return next - text;
}

int base64_encode_chars(const char *bytes, int length, char *text) {
  base64_encodestate state;
  base64_init_encodestate(&state);
  int written = base64_encode_block(bytes, length, text, &state);
  return written + base64_encode_blockend(text + written, &state);
}

void base64_init_decodestate(base64_decodestate *state) { *state = {0, 0}; }

int base64_decode_block(const char *text, int length, char *bytes, base64_decodestate *state) {
  char *next = bytes;
  for (int i = 0; i < length; i++) {
    const char *digit = text[i] ? strchr(kDigits, text[i]) : nullptr;
    if (!digit) {
      continue;
    }
    state->bits = state->bits << 6 | static_cast<uint32_t>(digit - kDigits);
    state->count += 6;
    if (state->count >= 8) {
      state->count -= 8;
      *next++ = static_cast<char>(state->bits >> state->count);
    }
  }
  return next - bytes;
}

int base64_decode_chars(const char *text, int length, char *bytes) {
  base64_decodestate state;
  base64_init_decodestate(&state);
  int written = base64_decode_block(text, length, bytes, &state);
  bytes[written] = 0;
  return written;
}

}  // extern "C"
