// Log macros of arduino-esp32, log_e to log_v. Lines go to UART0 whatever Serial does, in the format of
// cores/esp32/esp32-hal-log.h: "[  1234][E][file.cpp:56] function(): text".
//
// CORE_DEBUG_LEVEL decides at compile time what is in the program: 0 none, 1 errors (the default here, see
// platform.txt), 2 warnings, 3 info, 4 debug, 5 verbose.
#pragma once

#include <stdint.h>

#define ARDUHAL_LOG_LEVEL_NONE (0)
#define ARDUHAL_LOG_LEVEL_ERROR (1)
#define ARDUHAL_LOG_LEVEL_WARN (2)
#define ARDUHAL_LOG_LEVEL_INFO (3)
#define ARDUHAL_LOG_LEVEL_DEBUG (4)
#define ARDUHAL_LOG_LEVEL_VERBOSE (5)

#ifdef CORE_DEBUG_LEVEL
#define ARDUHAL_LOG_LEVEL CORE_DEBUG_LEVEL
#else
#define ARDUHAL_LOG_LEVEL ARDUHAL_LOG_LEVEL_ERROR
#endif

// Code that stands for another file or function of the real core names that one in its lines.
#ifndef BENCH_LOG_FILE
#define BENCH_LOG_FILE __FILE__
#endif
#ifndef BENCH_LOG_FUNCTION
#define BENCH_LOG_FUNCTION __FUNCTION__
#endif

#ifdef __cplusplus
extern "C" {
#endif

// The last part of a path.
const char *pathToFileName(const char *path);
// Writes formatted text to UART0 in one piece and returns its length.
int log_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Milliseconds of board time, as the log prints them.
uint32_t benchLogTime(void);

#ifdef __cplusplus
}
#endif

#define ARDUHAL_LOG_FORMAT(letter, format)                                                                    \
  "[%6u][" #letter "][%s:%u] %s(): " format "\r\n", benchLogTime(), pathToFileName(BENCH_LOG_FILE), __LINE__, \
      BENCH_LOG_FUNCTION

#define ARDUHAL_LOG(letter, format, ...) log_printf(ARDUHAL_LOG_FORMAT(letter, format), ##__VA_ARGS__)
#define ARDUHAL_NO_LOG \
  do {                 \
  } while (0)

#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_ERROR
#define log_e(format, ...) ARDUHAL_LOG(E, format, ##__VA_ARGS__)
#else
#define log_e(format, ...) ARDUHAL_NO_LOG
#endif

#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_WARN
#define log_w(format, ...) ARDUHAL_LOG(W, format, ##__VA_ARGS__)
#else
#define log_w(format, ...) ARDUHAL_NO_LOG
#endif

#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_INFO
#define log_i(format, ...) ARDUHAL_LOG(I, format, ##__VA_ARGS__)
#else
#define log_i(format, ...) ARDUHAL_NO_LOG
#endif

#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_DEBUG
#define log_d(format, ...) ARDUHAL_LOG(D, format, ##__VA_ARGS__)
#else
#define log_d(format, ...) ARDUHAL_NO_LOG
#endif

#if ARDUHAL_LOG_LEVEL >= ARDUHAL_LOG_LEVEL_VERBOSE
#define log_v(format, ...) ARDUHAL_LOG(V, format, ##__VA_ARGS__)
#else
#define log_v(format, ...) ARDUHAL_NO_LOG
#endif

// Always: the level "none" of the log.
#define log_n(format, ...) ARDUHAL_LOG(E, format, ##__VA_ARGS__)

#define ESP_LOGE(tag, format, ...) log_e("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_LOGW(tag, format, ...) log_w("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_LOGI(tag, format, ...) log_i("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_LOGD(tag, format, ...) log_d("[%s] " format, tag, ##__VA_ARGS__)
#define ESP_LOGV(tag, format, ...) log_v("[%s] " format, tag, ##__VA_ARGS__)
