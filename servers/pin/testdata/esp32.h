// The pin for "api.bench.test": the root
//   subject  "CN=Root X1,O=Bench"
//   issuer   "CN=Root X1,O=Bench"
//   key      ECDSA P-256
//   valid    2026-03-01 to 2042-03-01
//   SHA-256  (SHA-256)
// It lasts until 2042-03-01 and survives renewals and new intermediates, as long as the server stays with this CA.
//
//   WiFiClientSecure client;   // NetworkClientSecure in arduino-esp32 3.x
//   client.setCACert(PIN_CA);
#pragma once

#include <Arduino.h>

static const char PIN_CA[] PROGMEM = R"PEM(-----BEGIN CERTIFICATE-----(base64)-----END CERTIFICATE-----
)PEM";
