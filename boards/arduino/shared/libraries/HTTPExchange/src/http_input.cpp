#include "http_input.h"

namespace bench {
namespace http {

namespace {

// Stands for a line that the heap cannot hold: it means nothing, and is not the empty one that ends a head.
const char kCut[] = "?";

}  // namespace

Ending Input::await() {
  unsigned long start = millis();
  // Below zero is the error that arduino-esp32 2.x gives for an ended TLS session: nothing can be read then.
  while (client_.available() <= 0) {
    if (!client_.connected()) {
      return Ending::kLost;
    }
    if (millis() - start >= patience_) {
      return Ending::kSilent;
    }
    delay(1);
  }
  return Ending::kNone;
}

Ending Input::read(uint8_t *block, size_t size, size_t *count) {
  for (;;) {
    Ending ending = await();
    if (ending != Ending::kNone) {
      return ending;
    }
    int got = client_.read(block, size);
    if (got > 0) {
      *count = got;
      return Ending::kNone;
    }
    // What was there was no data after all, such as a TLS alert: ask again.
    yield();
  }
}

Ending Input::line(String *text) {
  *text = "";
  bool cut = false;
  char block[128];
  for (size_t held = 0;;) {
    uint8_t byte;
    size_t count;
    Ending ending = read(&byte, 1, &count);
    if (ending != Ending::kNone) {
      return ending;
    }
    bool last = byte == '\n';
    if (!last) {
      block[held++] = byte;
    }
    if (last || held == sizeof(block)) {
      cut = cut || !text->concat(block, held);
      held = 0;
      if (cut) {
        *text = String();
      }
      yield();
    }
    if (last) {
      break;
    }
  }
  if (cut) {
    *text = kCut;
  } else if (text->length() > 0 && text->charAt(text->length() - 1) == '\r') {
    text->remove(text->length() - 1);
  }
  return Ending::kNone;
}

void Input::discard() {
  uint8_t block[128];
  while (client_.available() > 0 && client_.read(block, sizeof(block)) > 0) {
  }
}

}  // namespace http
}  // namespace bench
