// WiFiClient: the name that sketches use for a NetworkClient.
#pragma once

#include "Network.h"

typedef NetworkClient WiFiClient;
