// Base64 read in steps, by the names of libb64, which libraries for the ESP call.
#pragma once

#include <stdint.h>

// Bytes that a text of so many characters has at most.
#define base64_decode_expected_len(characters) (((characters) * 3) / 4)

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint32_t bits;
  int count;  // bits that are not written yet
} base64_decodestate;

void base64_init_decodestate(base64_decodestate *state);
// Writes the bytes of the text and returns their number. What is no digit, such as padding and line ends, is skipped.
int base64_decode_block(const char *text, int length, char *bytes, base64_decodestate *state);
// All at once, with a final zero.
int base64_decode_chars(const char *text, int length, char *bytes);

#ifdef __cplusplus
}
#endif
