// Open connections that fall silent.
#pragma once

namespace bench {

class Silence {
 public:
  // Makes every open connection of this process dead without a word to its peer, in the place of its descriptor: what
  // had arrived stays readable. Sockets that listen, and datagram sockets without a peer, are left alone. It may be
  // called in a signal handler of the thread that uses the sockets, which is where it has to be: between two calls on
  // them.
  static void fall();
};

}  // namespace bench
