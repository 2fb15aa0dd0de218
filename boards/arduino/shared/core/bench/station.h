// The board's link to its network, as the network stack sees it. The Wi-Fi library drives it; sockets and name
// resolution ask it.
#pragma once

#include <stdint.h>

namespace bench {

class Station {
 public:
  enum class Link {
    kIdle,         // nobody asked for one
    kAssociating,  // on its way
    kOnline,       // an address was given
    kMissing,      // the access point was looked for and not found; it is looked for on and on
    kLost,         // there was a link, and it is gone
    kSearching,    // likewise, and the access point was looked for since, and not found
  };

  // Starts to associate: the link is up after a moment of board time, once there is an access point.
  static void associate();
  // Takes the link down at once.
  static void leave();
  // Whether a link that was lost is sought again without being asked for. It is, unless somebody says otherwise.
  static void reconnectByItself(bool on);

  static Link link();
  static bool associating();  // kAssociating
  static bool online();       // kOnline
  static uint32_t address();  // network order; 0 while not online

  // How often a link was lost since the program started, and how often the access point was looked for in vain since it
  // went away. Links that the board itself left do not count.
  static unsigned losses();
  static unsigned searches();
};

}  // namespace bench
