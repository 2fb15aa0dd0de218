// WiFiClientSecure: the name that sketches use for a NetworkClientSecure.
#pragma once

#include "NetworkClientSecure.h"
// In 2.x this header brings WiFi itself, and the core's own examples include nothing else.
#if ESP_ARDUINO_VERSION_MAJOR < 3
#include "WiFi.h"
#endif

typedef NetworkClientSecure WiFiClientSecure;
