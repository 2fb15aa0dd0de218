// Delivery of Wi-Fi events to the sketch.
#pragma once

#include "ESP8266WiFi.h"

enum class StationEvent { kConnected, kGotIp, kDisconnected };

// A listener, kept alive by the sketch's handle alone.
struct WiFiEventHandlerOpaque {
  StationEvent event;
  std::function<void()> tell;
};

class WiFiEvents {
 public:
  static WiFiEventHandler add(StationEvent event, std::function<void()> tell);
  // The link was taken down; the sketch hears of it in its next pause, of the link's coming up too.
  static void left();
  // Why the link ended, for the listener that is being told so.
  static WiFiDisconnectReason reason();
};
