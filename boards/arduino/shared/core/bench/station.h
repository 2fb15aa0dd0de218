// The board's link to its network, as the network stack sees it. The Wi-Fi library drives it; sockets and name
// resolution ask it.
#pragma once

#include <stdint.h>

namespace bench {

class Station {
 public:
  // Starts to associate: the link is up after a moment of board time.
  static void associate();
  // Takes the link down at once.
  static void leave();

  static bool associating();  // associate() was called and the link is not up yet
  static bool online();       // an address was given
  static uint32_t address();  // network order; 0 while not online
};

}  // namespace bench
