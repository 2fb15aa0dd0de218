// The TLS client by its short name; on this chip it is BearSSL's. There is no macro wificlientsecure_h, as in the core that
// is simulated: libraries take it for the sign of axTLS, the TLS client of cores before 3.0.
#pragma once

#include "WiFiClientSecureBearSSL.h"

using namespace BearSSL;
