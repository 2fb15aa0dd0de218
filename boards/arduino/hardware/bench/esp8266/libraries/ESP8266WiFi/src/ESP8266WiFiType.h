// States, modes and events of the Wi-Fi library, numbered as in esp8266/Arduino.
#ifndef ESP8266WIFITYPE_H_
#define ESP8266WIFITYPE_H_

#include <stdint.h>

#include "IPAddress.h"
#include "WString.h"
#include "user_interface.h"

enum wl_status_t {
  WL_NO_SHIELD = 255,
  WL_IDLE_STATUS = 0,
  WL_NO_SSID_AVAIL = 1,
  WL_SCAN_COMPLETED = 2,
  WL_CONNECTED = 3,
  WL_CONNECT_FAILED = 4,
  WL_CONNECTION_LOST = 5,
  WL_WRONG_PASSWORD = 6,
  WL_DISCONNECTED = 7,
};

typedef enum WiFiMode { WIFI_OFF = 0, WIFI_STA = 1, WIFI_AP = 2, WIFI_AP_STA = 3 } WiFiMode_t;

typedef enum WiFiPhyMode { WIFI_PHY_MODE_11B = 1, WIFI_PHY_MODE_11G = 2, WIFI_PHY_MODE_11N = 3 } WiFiPhyMode_t;

typedef enum WiFiSleepType { WIFI_NONE_SLEEP = 0, WIFI_LIGHT_SLEEP = 1, WIFI_MODEM_SLEEP = 2 } WiFiSleepType_t;

// Why a link ended: the board itself ended it, the access point fell silent, there is none.
enum WiFiDisconnectReason {
  WIFI_DISCONNECT_REASON_ASSOC_LEAVE = 8,
  WIFI_DISCONNECT_REASON_BEACON_TIMEOUT = 200,
  WIFI_DISCONNECT_REASON_NO_AP_FOUND = 201,
};

struct WiFiEventStationModeConnected {
  String ssid;
  uint8_t bssid[6];
  uint8_t channel;
};

struct WiFiEventStationModeDisconnected {
  String ssid;
  uint8_t bssid[6];
  WiFiDisconnectReason reason;
};

struct WiFiEventStationModeGotIP {
  IPAddress ip;
  IPAddress mask;
  IPAddress gw;
};

#endif
