// Flash strings. On the ESP32 constants are read from flash like any memory, so all of these are the plain functions.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PROGMEM
#define PGM_P const char *
#define PGM_VOID_P const void *
#define PSTR(text) (text)

#define pgm_read_byte(address) (*reinterpret_cast<const uint8_t *>(address))
#define pgm_read_word(address) (*reinterpret_cast<const uint16_t *>(address))
#define pgm_read_dword(address) (*reinterpret_cast<const uint32_t *>(address))
#define pgm_read_float(address) (*reinterpret_cast<const float *>(address))
#define pgm_read_ptr(address) (*reinterpret_cast<const void *const *>(address))
#define pgm_read_byte_near(address) pgm_read_byte(address)
#define pgm_read_word_near(address) pgm_read_word(address)
#define pgm_read_dword_near(address) pgm_read_dword(address)

#define memchr_P memchr
#define memcmp_P memcmp
#define memcpy_P memcpy
#define strcat_P strcat
#define strchr_P strchr
#define strcmp_P strcmp
#define strcasecmp_P strcasecmp
#define strcpy_P strcpy
#define strlen_P strlen
#define strncasecmp_P strncasecmp
#define strncat_P strncat
#define strncmp_P strncmp
#define strncpy_P strncpy
#define strnlen_P strnlen
#define strrchr_P strrchr
#define strstr_P strstr
#define printf_P printf
#define sprintf_P sprintf
#define snprintf_P snprintf
#define vsnprintf_P vsnprintf
