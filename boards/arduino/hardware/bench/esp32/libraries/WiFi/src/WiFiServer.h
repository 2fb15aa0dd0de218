// WiFiServer: the name that sketches use for a NetworkServer.
#pragma once

#include "Network.h"

typedef NetworkServer WiFiServer;
