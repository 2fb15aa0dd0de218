#include "WiFiMulti.h"

namespace {

constexpr size_t kLongestSsid = 31;
constexpr size_t kLongestPassphrase = 64;

}  // namespace

bool WiFiMulti::addAP(const char *ssid, const char *passphrase) {
  if (!ssid || !*ssid || strlen(ssid) > kLongestSsid) {
    log_e("SSID missing or too long");
    return false;
  }
  if (passphrase && strlen(passphrase) > kLongestPassphrase) {
    log_e("passphrase too long");
    return false;
  }
  networks_.push_back({ssid, passphrase ? passphrase : ""});
  return true;
}

uint8_t WiFiMulti::run(uint32_t connectTimeout) {
  if (WiFi.isConnected()) {
    return WL_CONNECTED;
  }
  if (networks_.empty()) {
    return WL_NO_SSID_AVAIL;
  }
  WiFi.begin(networks_.front().ssid, networks_.front().passphrase);
  return WiFi.waitForConnectResult(connectTimeout);
}
