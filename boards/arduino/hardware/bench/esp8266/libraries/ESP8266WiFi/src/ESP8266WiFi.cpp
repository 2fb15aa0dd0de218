#include "ESP8266WiFi.h"

#include "bench/environment.h"
#include "bench/resolver.h"
#include "bench/station.h"
#include "wifi_events.h"

ESP8266WiFiClass WiFi;

namespace {

constexpr size_t kLongestSsid = 32;
constexpr size_t kLongestPassphrase = 64;

// A strong signal: nothing of the bench depends on it. Without a link the SDK says 31.
constexpr int8_t kRssi = -42;
constexpr int8_t kNoRssi = 31;

constexpr unsigned long kLook = 100;  // milliseconds between two looks of waitForConnectResult()

char hostName[33];
// The access point that is not there: a locally administered address.
uint8_t accessPoint[6] = {0x02, 0xbe, 0x4c, 0x00, 0x00, 0x01};

String address(const uint8_t *mac) {
  char text[18];
  snprintf(text, sizeof(text), "%02X:%02X:%02X:%02X:%02X:%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  return String(text);
}

}  // namespace

wl_status_t ESP8266WiFiClass::begin(const char *ssid, const char *passphrase, int32_t, const uint8_t *, bool connect) {
  bool valid = ssid && *ssid && strlen(ssid) <= kLongestSsid;
  if (!mode(WIFI_STA) || !valid || (passphrase && strlen(passphrase) > kLongestPassphrase)) {
    return WL_CONNECT_FAILED;
  }
  ssid_ = ssid;
  passphrase_ = passphrase ? passphrase : "";
  if (connect) {
    bench::Station::associate();
  }
  return status();
}

wl_status_t ESP8266WiFiClass::begin() {
  mode(WIFI_STA);
  if (!ssid_.isEmpty()) {
    bench::Station::associate();
  }
  return status();
}

bool ESP8266WiFiClass::reconnect() {
  if (mode_ != WIFI_STA || ssid_.isEmpty()) {
    return false;
  }
  disconnect();
  bench::Station::associate();
  return true;
}

bool ESP8266WiFiClass::disconnect(bool wifiOff) { return disconnect(wifiOff, true); }

bool ESP8266WiFiClass::disconnect(bool wifiOff, bool eraseCredentials) {
  if (bench::Station::online()) {
    WiFiEvents::left();
  }
  bench::Station::leave();
  if (eraseCredentials) {
    ssid_ = "";
    passphrase_ = "";
  }
  return !wifiOff || mode(WIFI_OFF);
}

wl_status_t ESP8266WiFiClass::status() {
  if (bench::Station::online()) {
    return WL_CONNECTED;
  }
  switch (bench::Station::link()) {
    case bench::Station::Link::kAssociating:
    case bench::Station::Link::kLost:  // seen when the access point is switched off: esp8266/Arduino#4161
    case bench::Station::Link::kSearching:
      return WL_DISCONNECTED;
    case bench::Station::Link::kMissing:
      return WL_NO_SSID_AVAIL;  // "in case configured SSID cannot be reached", the core's documentation
    default:
      return WL_IDLE_STATUS;
  }
}

bool ESP8266WiFiClass::setAutoReconnect(bool on) {
  autoReconnect_ = on;
  bench::Station::reconnectByItself(on);
  return true;
}

int8_t ESP8266WiFiClass::waitForConnectResult(unsigned long timeoutMilliseconds) {
  if (mode_ != WIFI_STA) {
    return WL_DISCONNECTED;
  }
  for (unsigned long start = millis(); millis() - start < timeoutMilliseconds; delay(kLook)) {
    if (status() != WL_DISCONNECTED) {
      return status();
    }
  }
  return -1;
}

bool ESP8266WiFiClass::mode(WiFiMode_t mode) {
  if (mode != WIFI_OFF && mode != WIFI_STA) {
    return false;
  }
  if (mode == WIFI_OFF && mode_ != WIFI_OFF) {
    if (bench::Station::online()) {
      WiFiEvents::left();
    }
    bench::Station::leave();
  }
  mode_ = mode;
  return true;
}

bool ESP8266WiFiClass::config(IPAddress, IPAddress, IPAddress, IPAddress, IPAddress) { return false; }

IPAddress ESP8266WiFiClass::localIP() { return IPAddress(bench::Station::address()); }

IPAddress ESP8266WiFiClass::subnetMask() { return isConnected() ? IPAddress(255, 255, 255, 0) : IPAddress(); }

IPAddress ESP8266WiFiClass::gatewayIP() {
  IPAddress gateway = localIP();
  if (isConnected()) {
    gateway[3] = 1;
  }
  return gateway;
}

IPAddress ESP8266WiFiClass::dnsIP(uint8_t number) {
  return isConnected() && number == 0 ? IPAddress(bench::Environment::get().dns) : IPAddress();
}

uint8_t *ESP8266WiFiClass::macAddress(uint8_t *mac) {
  memcpy(mac, bench::Environment::get().mac, 6);
  return mac;
}

String ESP8266WiFiClass::macAddress() { return address(bench::Environment::get().mac); }

const char *ESP8266WiFiClass::getHostname() {
  if (!hostName[0]) {
    const uint8_t *mac = bench::Environment::get().mac;
    snprintf(hostName, sizeof(hostName), "ESP-%02X%02X%02X", mac[3], mac[4], mac[5]);
  }
  return hostName;
}

String ESP8266WiFiClass::hostname() { return String(getHostname()); }

bool ESP8266WiFiClass::hostname(const char *name) {
  if (!name || !*name || strlen(name) >= sizeof(hostName)) {
    return false;
  }
  snprintf(hostName, sizeof(hostName), "%s", name);
  return true;
}

String ESP8266WiFiClass::SSID() const { return ssid_; }

uint8_t *ESP8266WiFiClass::BSSID() { return accessPoint; }

String ESP8266WiFiClass::BSSIDstr() { return address(accessPoint); }

int8_t ESP8266WiFiClass::RSSI() { return isConnected() ? kRssi : kNoRssi; }

int ESP8266WiFiClass::hostByName(const char *host, IPAddress &result) {
  result = static_cast<uint32_t>(0);
  uint32_t found;
  if (!host || result.fromString(host)) {
    return host != nullptr;
  }
  if (!bench::Resolver::lookup(host, &found)) {
    return 0;
  }
  result = found;
  return 1;
}

int ESP8266WiFiClass::hostByName(const char *host, IPAddress &result, uint32_t) { return hostByName(host, result); }

WiFiEventHandler ESP8266WiFiClass::onStationModeConnected(
    std::function<void(const WiFiEventStationModeConnected &)> callback) {
  return WiFiEvents::add(StationEvent::kConnected, [callback] {
    WiFiEventStationModeConnected event = {WiFi.SSID(), {}, static_cast<uint8_t>(WiFi.channel())};
    memcpy(event.bssid, accessPoint, sizeof(event.bssid));
    callback(event);
  });
}

WiFiEventHandler ESP8266WiFiClass::onStationModeDisconnected(
    std::function<void(const WiFiEventStationModeDisconnected &)> callback) {
  return WiFiEvents::add(StationEvent::kDisconnected, [callback] {
    WiFiEventStationModeDisconnected event = {WiFi.SSID(), {}, WiFiEvents::reason()};
    memcpy(event.bssid, accessPoint, sizeof(event.bssid));
    callback(event);
  });
}

WiFiEventHandler ESP8266WiFiClass::onStationModeGotIP(std::function<void(const WiFiEventStationModeGotIP &)> callback) {
  return WiFiEvents::add(StationEvent::kGotIp,
                         [callback] { callback({WiFi.localIP(), WiFi.subnetMask(), WiFi.gatewayIP()}); });
}

void ESP8266WiFiClass::printDiag(Print &out) {
  out.printf("Mode: %s\r\n", mode_ == WIFI_STA ? "STA" : "NULL");
  out.printf("SSID (%u): %s\r\n", static_cast<unsigned>(ssid_.length()), ssid_.c_str());
}
