// Delivery of Wi-Fi events to the sketch.
#pragma once

#include "WiFi.h"

class WiFiEvents {
 public:
  static wifi_event_id_t add(WiFiEventFuncCb callback, WiFiEvent_t event);
  static void remove(wifi_event_id_t id);

  // The interface was switched on or off, the link was asked for or taken down; the sketch hears of it in its next
  // pause.
  static void started();
  static void stopped();
  static void disconnected();
};
