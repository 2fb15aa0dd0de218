// The pin for "api.bench.test": the root
//   subject  "CN=Root X1,O=Bench"
//   issuer   "CN=Root X1,O=Bench"
//   key      ECDSA P-256
//   valid    2026-03-01 to 2042-03-01
//   SHA-256  (SHA-256)
// It lasts until 2042-03-01 and survives renewals and new intermediates, as long as the server stays with this CA.
//
//   BearSSL::WiFiClientSecure client;
//   configTime(0, 0, "pool.ntp.org");          // and wait until time(nullptr) is past 2020: the clock starts in 1970
//   client.setTrustAnchors(&PIN_ANCHORS);
//
// or, instead of it (the last call wins), until the next renewal and without a look at name and dates:
//
//   client.setFingerprint(PIN_FINGERPRINT);
#pragma once

#include <Arduino.h>
#include <WiFiClientSecure.h>

static const char PIN_CA[] PROGMEM = R"PEM(-----BEGIN CERTIFICATE-----(base64)-----END CERTIFICATE-----
)PEM";

static BearSSL::X509List PIN_ANCHORS(PIN_CA);

// SHA-1 of the server's own certificate: "api.bench.test", until 2027-05-10
static const uint8_t PIN_FINGERPRINT[20] = {
    (20 bytes)
};
