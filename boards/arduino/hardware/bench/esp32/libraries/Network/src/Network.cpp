#include "Network.h"

// arduino-esp32 2.x has this code in WiFiGeneric.cpp, 3.x in NetworkManager.cpp: what a log line names.
#undef BENCH_LOG_FILE
#if ESP_ARDUINO_VERSION_MAJOR >= 3
#define BENCH_LOG_FILE "NetworkManager.cpp"
#else
#define BENCH_LOG_FILE "WiFiGeneric.cpp"
#endif

#include "bench/environment.h"
#include "bench/resolver.h"
#include "bench/station.h"

NetworkManager Network;

namespace {

// lwIP's EAI_FAIL, which lwip_getaddrinfo returns when the name server has no answer.
constexpr int kEaiFail = 202;

char hostname[33];

}  // namespace

int NetworkManager::hostByName(const char *host, IPAddress &result) {
  result = static_cast<uint32_t>(0);
  if (result.fromString(host)) {
    return 1;
  }
  uint32_t address;
  if (bench::Resolver::lookup(host, &address)) {
    result = address;
    log_d("DNS found IPv4 %s", result.toString().c_str());
    return 1;
  }
#if ESP_ARDUINO_VERSION_MAJOR >= 3
  log_e("DNS Failed for '%s' with error '%d'", host, kEaiFail);
  return kEaiFail;
#else
  log_e("DNS Failed for %s", host);
  return 0;
#endif
}

bool NetworkManager::isOnline() { return bench::Station::online(); }

uint8_t *NetworkManager::macAddress(uint8_t *mac) {
  memcpy(mac, bench::Environment::get().mac, 6);
  return mac;
}

String NetworkManager::macAddress() {
  const uint8_t *mac = bench::Environment::get().mac;
  char text[18];
  snprintf(text, sizeof(text), "%02X:%02X:%02X:%02X:%02X:%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  return String(text);
}

const char *NetworkManager::getHostname() {
  if (!hostname[0]) {
    const uint8_t *mac = bench::Environment::get().mac;
    snprintf(hostname, sizeof(hostname), "esp32-%02X%02X%02X", mac[3], mac[4], mac[5]);
  }
  return hostname;
}

bool NetworkManager::setHostname(const char *name) {
  if (name) {
    snprintf(hostname, sizeof(hostname), "%s", name);
  }
  return true;
}
