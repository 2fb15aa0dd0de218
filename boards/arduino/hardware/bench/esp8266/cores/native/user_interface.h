// The little of the NONOS SDK that sketches and libraries call by its own names.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ICACHE_FLASH_ATTR

#ifdef __cplusplus
extern "C" {
#endif

enum rst_reason {
  REASON_DEFAULT_RST = 0,
  REASON_WDT_RST = 1,
  REASON_EXCEPTION_RST = 2,
  REASON_SOFT_WDT_RST = 3,
  REASON_SOFT_RESTART = 4,
  REASON_DEEP_SLEEP_AWAKE = 5,
  REASON_EXT_SYS_RST = 6,
};

// Why the chip started. The simulator tells the reason only: after a crash the numbers of the exception are 0.
struct rst_info {
  uint32_t reason;
  uint32_t exccause;
  uint32_t epc1;
  uint32_t epc2;
  uint32_t epc3;
  uint32_t excvaddr;
  uint32_t depc;
};

struct rst_info *system_get_rst_info(void);
void system_restart(void) __attribute__((noreturn));
uint32_t system_get_free_heap_size(void);
uint32_t system_get_chip_id(void);
uint32_t system_get_time(void);
uint8_t system_get_cpu_freq(void);
const char *system_get_sdk_version(void);
void system_soft_wdt_feed(void);

unsigned long os_random(void);
int os_get_random(unsigned char *buffer, size_t length);

typedef enum { NULL_MODE = 0, STATION_MODE, SOFTAP_MODE, STATIONAP_MODE } WIFI_MODE;

enum sleep_type { NONE_SLEEP_T = 0, LIGHT_SLEEP_T, MODEM_SLEEP_T };

#define STATION_IF 0x00
#define SOFTAP_IF 0x01

bool wifi_get_macaddr(uint8_t interface, uint8_t *mac);

#ifdef __cplusplus
}
#endif
