// States, modes and events of the Wi-Fi library, numbered as in arduino-esp32.
#pragma once

#include <stdint.h>

#include "IPAddress.h"

typedef enum {
  WL_NO_SHIELD = 255,
  WL_STOPPED = 254,
  WL_IDLE_STATUS = 0,
  WL_NO_SSID_AVAIL = 1,
  WL_SCAN_COMPLETED = 2,
  WL_CONNECTED = 3,
  WL_CONNECT_FAILED = 4,
  WL_CONNECTION_LOST = 5,
  WL_DISCONNECTED = 6,
} wl_status_t;

typedef enum { WIFI_MODE_NULL = 0, WIFI_MODE_STA, WIFI_MODE_AP, WIFI_MODE_APSTA, WIFI_MODE_MAX } wifi_mode_t;

#define WIFI_OFF WIFI_MODE_NULL
#define WIFI_STA WIFI_MODE_STA
#define WIFI_AP WIFI_MODE_AP
#define WIFI_AP_STA WIFI_MODE_APSTA

typedef enum { WIFI_PS_NONE, WIFI_PS_MIN_MODEM, WIFI_PS_MAX_MODEM } wifi_ps_type_t;

// How a station proves to a WPA2-Enterprise network who it is.
typedef enum { WPA2_AUTH_TLS = 0, WPA2_AUTH_PEAP = 1, WPA2_AUTH_TTLS = 2 } wpa2_auth_method_t;

// The events of a station's life; others never happen here.
typedef enum {
  ARDUINO_EVENT_NONE = 0,
  ARDUINO_EVENT_WIFI_STA_START = 110,
  ARDUINO_EVENT_WIFI_STA_STOP = 111,
  ARDUINO_EVENT_WIFI_STA_CONNECTED = 112,
  ARDUINO_EVENT_WIFI_STA_DISCONNECTED = 113,
  ARDUINO_EVENT_WIFI_STA_GOT_IP = 115,
  ARDUINO_EVENT_WIFI_STA_LOST_IP = 117,
  ARDUINO_EVENT_MAX = 200,
} arduino_event_id_t;

typedef arduino_event_id_t WiFiEvent_t;

// What comes with an event. Only what the simulation can tell.
typedef struct {
  struct {
    uint8_t reason;
  } wifi_sta_disconnected;
  struct {
    struct {
      struct {
        uint32_t addr;
      } ip;
    } ip_info;
  } got_ip;
} arduino_event_info_t;

typedef arduino_event_info_t WiFiEventInfo_t;
