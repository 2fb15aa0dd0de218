// ESP8266WiFiMulti: joins whichever of several networks is there. Here all are, so the first that was added is joined.
#ifndef WIFICLIENTMULTI_H_
#define WIFICLIENTMULTI_H_

#include <vector>

#include "ESP8266WiFi.h"

class ESP8266WiFiMulti {
 public:
  // False when the name is empty or longer than 31 bytes, the password longer than 64.
  bool addAP(const char *ssid, const char *passphrase = nullptr);
  bool existsAP(const char *ssid, const char *passphrase = nullptr) const;
  void cleanAPlist() { networks_.clear(); }

  // Joins, unless the board is on a network, waiting so many milliseconds; returns the state then.
  wl_status_t run(uint32_t timeoutMilliseconds = 5000);

 private:
  struct Network {
    String ssid;
    String passphrase;
  };

  std::vector<Network> networks_;
};

#endif
