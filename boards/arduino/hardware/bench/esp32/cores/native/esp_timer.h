// Part of esp_system.h here; ESP-IDF 5 has it apart.
#pragma once

#include "esp_system.h"
