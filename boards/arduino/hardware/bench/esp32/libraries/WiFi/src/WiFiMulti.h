// WiFiMulti: joins one of several networks.
//
// There is no radio to tell strong networks from weak ones, and any network can be joined: it is the first of the list.
#pragma once

#include <vector>

#include "WiFi.h"

class WiFiMulti {
 public:
  // Adds a network. False when the name is missing or longer than 31 bytes, or the password longer than 64.
  bool addAP(const char *ssid, const char *passphrase = nullptr);
  // Joins a network unless the board is on one already; returns WiFi's state after that, and after connectTimeout
  // milliseconds at the latest. WL_NO_SSID_AVAIL when no network was added.
  uint8_t run(uint32_t connectTimeout = 5000);
  void APlistClean() { networks_.clear(); }

 private:
  struct Network {
    String ssid;
    String passphrase;
  };

  std::vector<Network> networks_;
};
