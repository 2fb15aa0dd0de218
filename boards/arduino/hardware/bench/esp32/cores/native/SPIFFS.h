// The flat file system; see FS.h.
#pragma once

#include "FS.h"

extern fs::FS SPIFFS;
