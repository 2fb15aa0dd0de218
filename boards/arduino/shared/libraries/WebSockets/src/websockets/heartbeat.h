// Heartbeat: when to ping, and when to give the server up. Times are in milliseconds.
#pragma once

#include <stdint.h>

namespace bench::websocket {

class Heartbeat {
 public:
  enum class Due { kNothing, kPing, kDead };

  // A dead limit of 0 never gives up.
  void enable(uint32_t interval, uint32_t pongTimeout, uint8_t deadAfter) {
    enabled_ = interval > 0;
    interval_ = interval;
    pongTimeout_ = pongTimeout;
    deadAfter_ = deadAfter;
  }
  void disable() { enabled_ = false; }

  // A connection began.
  void start(unsigned long now) {
    lastPing_ = now;
    waiting_ = false;
    missed_ = 0;
  }

  void pong() {
    waiting_ = false;
    missed_ = 0;
  }

  // To be asked in each turn; kPing counts as sent.
  Due poll(unsigned long now) {
    if (!enabled_) {
      return Due::kNothing;
    }
    unsigned long passed = now - lastPing_;
    if (waiting_ && passed > pongTimeout_) {
      waiting_ = false;
      missed_++;
      if (deadAfter_ > 0 && missed_ >= deadAfter_) {
        return Due::kDead;
      }
    }
    if (waiting_ || passed < interval_) {
      return Due::kNothing;
    }
    lastPing_ = now;
    waiting_ = true;
    return Due::kPing;
  }

 private:
  bool enabled_ = false;
  uint32_t interval_ = 0;
  uint32_t pongTimeout_ = 0;
  uint8_t deadAfter_ = 0;
  unsigned long lastPing_ = 0;
  bool waiting_ = false;
  unsigned missed_ = 0;  // in a row
};

}  // namespace bench::websocket
