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

// Writes value with so many decimals, padded with blanks to width (to the right of the text when width is negative),
// and returns out. Rounds half away from zero, as the cores' own function does: printf would make 2 of 2.5.
char *dtostrf(double value, signed int width, unsigned int decimals, char *out);

#ifdef __cplusplus
}
#endif
