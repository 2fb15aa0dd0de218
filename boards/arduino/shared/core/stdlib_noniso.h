// Number-to-text functions that Arduino sketches know from AVR's libc and that Linux does not have.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Each writes value in the given base (2 to 36; anything else gives an empty text) and returns out.
char *itoa(int value, char *out, int base);
char *utoa(unsigned int value, char *out, int base);
char *ltoa(long value, char *out, int base);
char *ultoa(unsigned long value, char *out, int base);
char *lltoa(long long value, char *out, int base);
char *ulltoa(unsigned long long value, char *out, int base);

// dtostrf writes value with so many decimals, padded with blanks to width (to the right of the text when width is negative).
char *dtostrf(double value, signed int width, unsigned int decimals, char *out);

#ifdef __cplusplus
}
#endif
