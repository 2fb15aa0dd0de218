// The bytes that a server sends, with an end to waiting for them.
#pragma once

#include <Arduino.h>

namespace bench {
namespace http {

// How a wait ended that brought nothing.
enum class Ending {
  kNone,    // it brought something
  kLost,    // the connection ended
  kSilent,  // nothing came for so long
};

class Input {
 public:
  // milliseconds: how long the server may be silent.
  Input(Client &client, uint32_t milliseconds) : client_(client), patience_(milliseconds) {}

  // Waits for bytes.
  Ending await();
  // Reads what is there, size bytes at most, and at least one unless the ending says why not.
  Ending read(uint8_t *block, size_t size, size_t *count);
  // Reads a line without its end, be that CR LF or LF. One that the heap cannot hold becomes "?".
  Ending line(String *text);
  // Throws away what came already.
  void discard();

 private:
  Client &client_;
  uint32_t patience_;
};

}  // namespace http
}  // namespace bench
