#include "ESP8266WiFiMulti.h"

namespace {

constexpr size_t kLongestSsid = 31;
constexpr size_t kLongestPassphrase = 64;

}  // namespace

bool ESP8266WiFiMulti::addAP(const char *ssid, const char *passphrase) {
  if (!ssid || !*ssid || strlen(ssid) > kLongestSsid || (passphrase && strlen(passphrase) > kLongestPassphrase)) {
    return false;
  }
  if (!existsAP(ssid, passphrase)) {
    networks_.push_back({ssid, passphrase ? passphrase : ""});
  }
  return true;
}

bool ESP8266WiFiMulti::existsAP(const char *ssid, const char *passphrase) const {
  for (const Network &network : networks_) {
    if (network.ssid == ssid && (!passphrase || network.passphrase == passphrase)) {
      return true;
    }
  }
  return false;
}

wl_status_t ESP8266WiFiMulti::run(uint32_t timeoutMilliseconds) {
  if (WiFi.status() == WL_CONNECTED) {
    return WL_CONNECTED;
  }
  if (networks_.empty()) {
    return WL_NO_SSID_AVAIL;
  }
  if (WiFi.status() != WL_DISCONNECTED) {
    WiFi.begin(networks_.front().ssid, networks_.front().passphrase);
  }
  for (unsigned long start = millis(); WiFi.status() != WL_CONNECTED && millis() - start < timeoutMilliseconds;) {
    delay(10);
  }
  return WiFi.status();
}
