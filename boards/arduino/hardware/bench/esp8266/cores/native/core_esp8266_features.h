// What this core is and has, for libraries that ask.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core_version.h"

#define CORE_HAS_LIBB64
#define CORE_HAS_BASE64_CLASS
#define CORE_HAS_CXA_GUARD
#define CORE_HAS_UMM

#define WIFI_HAS_EVENT_CALLBACK
#define WIFI_IS_OFF_AT_BOOT

#ifdef __cplusplus
extern "C" {
#endif

// Cycles of the processor, as it would have counted them in the board's time.
uint32_t esp_get_cycle_count(void);

#ifdef __cplusplus
}
#endif

#define esp_get_cpu_freq_mhz() (80)
