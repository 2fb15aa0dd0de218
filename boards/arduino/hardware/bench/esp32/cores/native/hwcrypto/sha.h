// The name of sha/sha_parallel_engine.h before ESP-IDF 4.
#pragma once

#include "sha/sha_parallel_engine.h"
