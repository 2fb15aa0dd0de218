#include "soc/soc.h"

#include <stdlib.h>

#include "esp32-hal-log.h"
#include "esp_system.h"

extern "C" uint32_t benchReadRegister(uint32_t address) {
  if (address != WDEV_RND_REG) {
    log_n("the register at 0x%08x is not simulated", static_cast<unsigned>(address));
    abort();
  }
  return esp_random();
}
