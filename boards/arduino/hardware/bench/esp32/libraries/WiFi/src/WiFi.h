// WiFi: the board's station interface.
//
// There is no radio: any name and password join the bench's network, a moment of board time after begin(). Before that
// the board reaches nothing: connect() fails and no name resolves. The bench may take the access point away
// (bench/air.h): the link is then lost, status() and the events say so, and it comes back with the access point. A name
// longer than 32 or a password longer than 64 bytes is refused as by arduino-esp32. A WPA2-Enterprise network takes any
// identity (esp_eap_client.h). Access point mode, scanning and WPS are not simulated and do not compile.
#pragma once

#include <functional>

#include "Arduino.h"
#include "Network.h"
#include "WiFiClient.h"
#include "WiFiServer.h"
#include "WiFiType.h"

typedef size_t wifi_event_id_t;
typedef void (*WiFiEventCb)(WiFiEvent_t event);
typedef std::function<void(WiFiEvent_t event, WiFiEventInfo_t info)> WiFiEventFuncCb;

class WiFiClass {
 public:
  wl_status_t begin(const char *ssid, const char *passphrase = nullptr, int32_t channel = 0,
                    const uint8_t *bssid = nullptr, bool connect = true);
  wl_status_t begin(const String &ssid, const String &passphrase = String(), int32_t channel = 0,
                    const uint8_t *bssid = nullptr, bool connect = true) {
    return begin(ssid.c_str(), passphrase.c_str(), channel, bssid, connect);
  }
  // Joins a WPA2-Enterprise network. What is null is left as it was set before; certificates and key are PEM, and the
  // key is not encrypted. phase2 is an esp_eap_ttls_phase2_types, or -1; 2.x has no such parameter.
#if ESP_ARDUINO_VERSION_MAJOR >= 3
  wl_status_t begin(const char *ssid, wpa2_auth_method_t method, const char *identity = nullptr,
                    const char *username = nullptr, const char *password = nullptr, const char *ca = nullptr,
                    const char *certificate = nullptr, const char *key = nullptr, int phase2 = -1, int32_t channel = 0,
                    const uint8_t *bssid = nullptr, bool connect = true);
#else
  wl_status_t begin(const char *ssid, wpa2_auth_method_t method, const char *identity = nullptr,
                    const char *username = nullptr, const char *password = nullptr, const char *ca = nullptr,
                    const char *certificate = nullptr, const char *key = nullptr, int32_t channel = 0,
                    const uint8_t *bssid = nullptr, bool connect = true);
#endif
  // Joins the network of the last begin().
  wl_status_t begin();
  bool reconnect();
  bool disconnect(bool wifiOff = false, bool eraseAp = false, unsigned long timeoutMilliseconds = 0);

  wl_status_t status();
  bool isConnected() { return status() == WL_CONNECTED; }
  // Waits until the board is on the network or the time-out (milliseconds) is over; returns the state then.
  uint8_t waitForConnectResult(unsigned long timeoutMilliseconds = 60000);

  bool mode(wifi_mode_t mode);
  wifi_mode_t getMode() const { return mode_; }
  bool enableSTA(bool enable) { return mode(enable ? WIFI_STA : WIFI_OFF); }

  // Whether a link that was lost is sought again by itself (it is, unless this says otherwise).
  bool setAutoReconnect(bool on);
  bool getAutoReconnect() const { return autoReconnect_; }

  // Remembered and given back; without a radio they change nothing.
  void persistent(bool) {}
  bool setSleep(bool on) { return setSleep(on ? WIFI_PS_MIN_MODEM : WIFI_PS_NONE); }
  bool setSleep(wifi_ps_type_t kind) {
    sleep_ = kind;
    return true;
  }
  wifi_ps_type_t getSleep() const { return sleep_; }

  // The bench gives addresses out: a fixed one cannot be had, and false says so.
  bool config(IPAddress address, IPAddress gateway, IPAddress subnet, IPAddress dns1 = IPAddress(),
              IPAddress dns2 = IPAddress());

  // 0.0.0.0 while not connected.
  IPAddress localIP();
  IPAddress subnetMask();
  IPAddress gatewayIP();
  IPAddress dnsIP(uint8_t number = 0);

  uint8_t *macAddress(uint8_t *mac) { return Network.macAddress(mac); }
  String macAddress() { return Network.macAddress(); }
  const char *getHostname() { return Network.getHostname(); }
  bool setHostname(const char *name) { return Network.setHostname(name); }
  bool hostname(const String &name) { return setHostname(name.c_str()); }
  String SSID() const { return isAssociated() ? ssid_ : String(); }
  String psk() const { return passphrase_; }
  int8_t RSSI();
  int32_t channel() { return 1; }

  // Resolves a name: see NetworkManager::hostByName.
  int hostByName(const char *host, IPAddress &result) { return Network.hostByName(host, result); }

  // Calls back on events, from within delay(), yield() or after loop(), in the sketch's own task. (On the chip another
  // task calls, at any moment.) event ARDUINO_EVENT_MAX means all. Returns a number for removeEvent().
  wifi_event_id_t onEvent(WiFiEventFuncCb callback, WiFiEvent_t event = ARDUINO_EVENT_MAX);
  wifi_event_id_t onEvent(WiFiEventCb callback, WiFiEvent_t event = ARDUINO_EVENT_MAX);
  void removeEvent(wifi_event_id_t id);

 private:
  bool isAssociated() const;

  String ssid_;
  String passphrase_;
  wifi_mode_t mode_ = WIFI_MODE_NULL;
  wifi_ps_type_t sleep_ = WIFI_PS_MIN_MODEM;
  bool autoReconnect_ = true;
};

extern WiFiClass WiFi;
