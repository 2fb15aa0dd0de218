// Registers of the chip that libraries read. There is one: the random number generator.
#pragma once

#include "user_interface.h"

#define RANDOM_REG32 (static_cast<uint32_t>(os_random()))
