// WiFiClientSecure: the name that sketches use for a NetworkClientSecure.
#pragma once

#include "NetworkClientSecure.h"

typedef NetworkClientSecure WiFiClientSecure;
