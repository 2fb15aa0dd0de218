// Network: the interfaces of the board together, as arduino-esp32 3.x has it; WiFi is the only interface here.
#pragma once

#include "Arduino.h"
#include "NetworkClient.h"
#include "NetworkServer.h"

class NetworkManager {
 public:
  bool begin() { return true; }

  // Resolves host, an IPv4 address or a name that the bench's name server knows. 1 when it did. Otherwise
  // arduino-esp32 3.x returns getaddrinfo's error, which is not 0, so that its own clients go on and fail to connect to
  // 0.0.0.0; 2.x returns 0.
  int hostByName(const char *host, IPAddress &result);

  bool isOnline();
  uint8_t *macAddress(uint8_t *mac);
  String macAddress();
  const char *getHostname();
  bool setHostname(const char *name);
};

extern NetworkManager Network;
