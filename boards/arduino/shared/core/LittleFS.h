// The file system with folders; see FS.h.
#pragma once

#include "FS.h"

#ifdef ESP8266
using LittleFSConfig = fs::FSConfig;
#endif

extern fs::FS LittleFS;
