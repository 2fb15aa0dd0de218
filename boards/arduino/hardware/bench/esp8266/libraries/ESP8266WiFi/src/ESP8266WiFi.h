// WiFi: the board's station interface.
//
// There is no radio: any name and password join the bench's network, a moment of board time after begin(). Before that
// the board reaches nothing: connect() fails and no name resolves. The bench may take the access point away (bench/air.h):
// the link is then lost, status() and the events say so, and it comes back with the access point. Access point mode,
// scanning, WPS and SmartConfig are not simulated and do not compile.
#ifndef WiFi_h
#define WiFi_h

#include <functional>
#include <memory>

#include "Arduino.h"
#include "ESP8266WiFiType.h"

// Who listens to an event: as long as this is kept.
struct WiFiEventHandlerOpaque;
typedef std::shared_ptr<WiFiEventHandlerOpaque> WiFiEventHandler;

class ESP8266WiFiClass {
 public:
  wl_status_t begin(const char *ssid, const char *passphrase = nullptr, int32_t channel = 0,
                    const uint8_t *bssid = nullptr, bool connect = true);
  wl_status_t begin(const String &ssid, const String &passphrase = emptyString, int32_t channel = 0,
                    const uint8_t *bssid = nullptr, bool connect = true) {
    return begin(ssid.c_str(), passphrase.c_str(), channel, bssid, connect);
  }
  // Joins the network of the last begin().
  wl_status_t begin();
  bool reconnect();
  bool disconnect(bool wifiOff = false);
  bool disconnect(bool wifiOff, bool eraseCredentials);

  wl_status_t status();
  bool isConnected() { return status() == WL_CONNECTED; }
  // Waits until the board is on the network or the time-out (milliseconds) is over; -1 then, the state otherwise.
  int8_t waitForConnectResult(unsigned long timeoutMilliseconds = 60000);

  // False for the modes with an access point.
  bool mode(WiFiMode_t mode);
  WiFiMode_t getMode() const { return mode_; }
  bool enableSTA(bool enable) { return mode(enable ? WIFI_STA : WIFI_OFF); }
  bool forceSleepBegin(uint32_t = 0) { return mode(WIFI_OFF); }
  bool forceSleepWake() { return mode(WIFI_STA); }

  // Whether a link that was lost is sought again by itself (it is, unless this says otherwise).
  bool setAutoReconnect(bool on);
  bool getAutoReconnect() const { return autoReconnect_; }

  // Remembered and given back; without a radio they change nothing.
  bool setAutoConnect(bool on) { return autoConnect_ = on, true; }
  bool getAutoConnect() const { return autoConnect_; }
  void persistent(bool on) { persistent_ = on; }
  bool getPersistent() const { return persistent_; }
  bool setSleepMode(WiFiSleepType_t type, uint8_t = 0) { return sleep_ = type, true; }
  WiFiSleepType_t getSleepMode() const { return sleep_; }
  bool setSleep(bool on) { return setSleepMode(on ? WIFI_MODEM_SLEEP : WIFI_NONE_SLEEP); }
  bool setPhyMode(WiFiPhyMode_t mode) { return phy_ = mode, true; }
  WiFiPhyMode_t getPhyMode() const { return phy_; }
  void setOutputPower(float) {}

  // The bench gives addresses out: a fixed one cannot be had, and false says so.
  bool config(IPAddress address, IPAddress gateway, IPAddress subnet, IPAddress dns1 = IPAddress(),
              IPAddress dns2 = IPAddress());

  // 0.0.0.0 while not connected.
  IPAddress localIP();
  IPAddress subnetMask();
  IPAddress gatewayIP();
  IPAddress dnsIP(uint8_t number = 0);

  uint8_t *macAddress(uint8_t *mac);
  String macAddress();
  String hostname();
  const char *getHostname();
  bool hostname(const char *name);
  bool hostname(const String &name) { return hostname(name.c_str()); }
  bool setHostname(const char *name) { return hostname(name); }
  String SSID() const;
  String psk() const { return passphrase_; }
  uint8_t *BSSID();
  String BSSIDstr();
  // 31 while not connected.
  int8_t RSSI();
  int32_t channel() { return 1; }

  // Resolves an IPv4 address or a name that the bench's name server knows; 1 when it did, 0 otherwise.
  int hostByName(const char *host, IPAddress &result);
  int hostByName(const char *host, IPAddress &result, uint32_t timeoutMilliseconds);

  // Call back from within delay(), yield() or after loop(). They end with their handler.
  WiFiEventHandler onStationModeConnected(std::function<void(const WiFiEventStationModeConnected &)> callback);
  WiFiEventHandler onStationModeDisconnected(std::function<void(const WiFiEventStationModeDisconnected &)> callback);
  WiFiEventHandler onStationModeGotIP(std::function<void(const WiFiEventStationModeGotIP &)> callback);

  void printDiag(Print &out);

 private:
  String ssid_;
  String passphrase_;
  WiFiMode_t mode_ = WIFI_OFF;
  WiFiSleepType_t sleep_ = WIFI_MODEM_SLEEP;
  WiFiPhyMode_t phy_ = WIFI_PHY_MODE_11N;
  bool autoConnect_ = false;
  bool autoReconnect_ = true;
  bool persistent_ = false;
};

extern ESP8266WiFiClass WiFi;

#include "WiFiClient.h"
#include "WiFiClientSecure.h"
#include "WiFiServer.h"

#endif
