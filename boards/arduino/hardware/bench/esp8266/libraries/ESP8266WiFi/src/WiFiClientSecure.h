// The TLS client by its short name; on this chip it is BearSSL's.
#ifndef wificlientsecure_h
#define wificlientsecure_h

#include "WiFiClientSecureBearSSL.h"

using namespace BearSSL;

#endif
