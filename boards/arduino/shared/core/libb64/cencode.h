// Base64 in steps, by the names of libb64, which libraries for the ESP call. No line ends are put in.
#pragma once

#include <stdint.h>

// Characters of the text of so many bytes, padding included.
#define base64_encode_expected_len(bytes) ((((bytes) + 2) / 3) * 4)

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint32_t group;  // bits not written yet
  int held;        // bytes in it
} base64_encodestate;

void base64_init_encodestate(base64_encodestate *state);
// Writes the text of what is complete and returns its length.
int base64_encode_block(const char *bytes, int length, char *text, base64_encodestate *state);
// Writes the rest with its padding and a final zero, and returns its length without the zero.
int base64_encode_blockend(char *text, base64_encodestate *state);
// All at once; the zero is written too.
int base64_encode_chars(const char *bytes, int length, char *text);

#ifdef __cplusplus
}
#endif
