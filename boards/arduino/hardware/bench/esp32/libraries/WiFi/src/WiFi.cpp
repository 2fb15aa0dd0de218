#include "WiFi.h"

// arduino-esp32 3.x has the station's code in STA.cpp, 2.x in WiFiSTA.cpp: what a log line names.
#undef BENCH_LOG_FILE
#if ESP_ARDUINO_VERSION_MAJOR >= 3
#define BENCH_LOG_FILE "STA.cpp"
#else
#define BENCH_LOG_FILE "WiFiSTA.cpp"
#endif

#include "WiFiEvents.h"
#include "bench/environment.h"
#include "bench/station.h"
#include "enterprise.h"

WiFiClass WiFi;

namespace {

constexpr size_t kLongestSsid = 32;
constexpr size_t kLongestPassphrase = 64;

// A strong signal: nothing of the bench depends on it.
constexpr int8_t kRssi = -42;

// How often waitForConnectResult() looks, as in arduino-esp32.
constexpr uint32_t kLook = 100;

const unsigned char *bytes(const char *text) { return reinterpret_cast<const unsigned char *>(text); }

using Setter = esp_err_t (*)(const unsigned char *, int);

// What the sketch does not name keeps the value that it has; false when the chip would not take it.
bool give(Setter set, const char *text) { return !text || !*text || set(bytes(text), strlen(text)) == ESP_OK; }

}  // namespace

bool WiFiClass::isAssociated() const { return bench::Station::online(); }

wl_status_t WiFiClass::begin(const char *ssid, const char *passphrase, int32_t, const uint8_t *, bool connect) {
  if (!ssid || !*ssid || strlen(ssid) > kLongestSsid) {
    log_e("SSID too long or missing!");
    return WL_CONNECT_FAILED;
  }
  if (passphrase && strlen(passphrase) > kLongestPassphrase) {
    log_e("passphrase too long!");
    return WL_CONNECT_FAILED;
  }
  mode(WIFI_STA);
  ssid_ = ssid;
  passphrase_ = passphrase ? passphrase : "";
  if (connect) {
    bench::Station::associate();
  }
  return status();
}

#if ESP_ARDUINO_VERSION_MAJOR >= 3
wl_status_t WiFiClass::begin(const char *ssid, wpa2_auth_method_t method, const char *identity, const char *username,
                             const char *password, const char *ca, const char *certificate, const char *key, int phase2,
                             int32_t channel, const uint8_t *bssid, bool connect) {
  if (method == WPA2_AUTH_TTLS && phase2 >= 0) {
    esp_eap_client_set_ttls_phase2_method(static_cast<esp_eap_ttls_phase2_types>(phase2));
  }
#else
wl_status_t WiFiClass::begin(const char *ssid, wpa2_auth_method_t, const char *identity, const char *username,
                             const char *password, const char *ca, const char *certificate, const char *key,
                             int32_t channel, const uint8_t *bssid, bool connect) {
#endif
  bool known = give(esp_eap_client_set_identity, identity) && give(esp_eap_client_set_username, username) &&
               give(esp_eap_client_set_password, password) && give(esp_eap_client_set_ca_cert, ca);
  if (certificate && key) {
    known = known && esp_eap_client_set_certificate_and_key(bytes(certificate), strlen(certificate) + 1, bytes(key),
                                                            strlen(key) + 1, nullptr, 0) == ESP_OK;
  }
  if (!known) {
    return WL_CONNECT_FAILED;
  }
  esp_wifi_sta_enterprise_enable();
  return begin(ssid, nullptr, channel, bssid, connect);
}

wl_status_t WiFiClass::begin() {
  mode(WIFI_STA);
  if (!ssid_.isEmpty()) {
    bench::Station::associate();
  }
  return status();
}

bool WiFiClass::reconnect() {
  if (mode_ == WIFI_MODE_NULL || ssid_.isEmpty()) {
    return false;
  }
  disconnect();
  bench::Station::associate();
  return true;
}

bool WiFiClass::disconnect(bool wifiOff, bool eraseAp, unsigned long) {
  bool linked = bench::Station::online();
  bench::Station::leave();
  if (linked) {
    WiFiEvents::disconnected();
  }
  if (eraseAp) {
    ssid_ = "";
    passphrase_ = "";
  }
  return !wifiOff || mode(WIFI_OFF);
}

wl_status_t WiFiClass::status() {
  if (bench::Station::online()) {
    return WL_CONNECTED;
  }
  // 3.x tells a stopped interface from one that waits.
  if (mode_ == WIFI_MODE_NULL) {
    return ESP_ARDUINO_VERSION_MAJOR >= 3 ? WL_STOPPED : WL_NO_SHIELD;
  }
  switch (bench::Station::link()) {
    case bench::Station::Link::kAssociating:
      return WL_DISCONNECTED;
    case bench::Station::Link::kLost:
      return WL_CONNECTION_LOST;  // reason 200, BEACON_TIMEOUT: the log of arduino-esp32#9571 shows 5
    case bench::Station::Link::kMissing:
    case bench::Station::Link::kSearching:
      return WL_NO_SSID_AVAIL;  // reason 201, NO_AP_FOUND
    default:
      return WL_IDLE_STATUS;
  }
}

bool WiFiClass::setAutoReconnect(bool on) {
  autoReconnect_ = on;
  bench::Station::reconnectByItself(on);
  return true;
}

uint8_t WiFiClass::waitForConnectResult(unsigned long timeoutMilliseconds) {
  if (mode_ == WIFI_MODE_NULL) {
    return WL_DISCONNECTED;
  }
  unsigned long start = millis();
  while (!isConnected() && millis() - start < timeoutMilliseconds) {
    delay(kLook);
  }
  return status();
}

bool WiFiClass::mode(wifi_mode_t mode) {
  if (mode == WIFI_MODE_AP || mode == WIFI_MODE_APSTA) {
    log_e("access point mode is not simulated");
    return false;
  }
  if (mode == mode_) {
    return true;
  }
  mode_ = mode;
  if (mode == WIFI_MODE_NULL) {
    bench::Station::leave();
    WiFiEvents::stopped();
  } else {
    WiFiEvents::started();
  }
  return true;
}

bool WiFiClass::config(IPAddress, IPAddress, IPAddress, IPAddress, IPAddress) { return false; }

IPAddress WiFiClass::localIP() { return IPAddress(bench::Station::address()); }

IPAddress WiFiClass::subnetMask() { return isAssociated() ? IPAddress(255, 255, 255, 0) : IPAddress(); }

IPAddress WiFiClass::gatewayIP() {
  IPAddress gateway = localIP();
  if (isAssociated()) {
    gateway[3] = 1;
  }
  return gateway;
}

IPAddress WiFiClass::dnsIP(uint8_t number) {
  return isAssociated() && number == 0 ? IPAddress(bench::Environment::get().dns) : IPAddress();
}

int8_t WiFiClass::RSSI() { return isAssociated() ? kRssi : 0; }

wifi_event_id_t WiFiClass::onEvent(WiFiEventFuncCb callback, WiFiEvent_t event) {
  return WiFiEvents::add(callback, event);
}

wifi_event_id_t WiFiClass::onEvent(WiFiEventCb callback, WiFiEvent_t event) {
  if (!callback) {
    return 0;
  }
  return WiFiEvents::add([callback](WiFiEvent_t happened, WiFiEventInfo_t) { callback(happened); }, event);
}

void WiFiClass::removeEvent(wifi_event_id_t id) { WiFiEvents::remove(id); }
