// ESP-IDF's log macros: Arduino maps them to its own.
#pragma once

#include "esp32-hal-log.h"
