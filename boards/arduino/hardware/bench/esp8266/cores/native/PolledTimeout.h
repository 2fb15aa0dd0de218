// Time-outs that are asked, by the names of this core: esp8266::polledTimeout::oneShotMs and its kin.
//
//   esp8266::polledTimeout::oneShotMs late(500);      // true from 500 ms on
//   esp8266::polledTimeout::periodicMs every(100);    // true once every 100 ms
#pragma once

#include "Arduino.h"

namespace esp8266 {
namespace polledTimeout {

// Counts in the unit of Clock, a function that returns milliseconds or microseconds.
template <unsigned long (*Clock)(), bool kPeriodic>
class Timeout {
 public:
  using timeType = unsigned long;
  static constexpr timeType neverExpires = static_cast<timeType>(-1);
  static constexpr timeType alwaysExpired = 0;

  Timeout(timeType period) { reset(period); }

  // Begins anew, with this period or the last one.
  void reset(timeType period) {
    period_ = period;
    reset();
  }
  void reset() {
    start_ = Clock();
    never_ = period_ == neverExpires;
  }
  void resetToNeverExpires() { reset(neverExpires); }

  // One that is periodic is true once for each period, and catches up with those that went by.
  bool expired() {
    if (never_) {
      return false;
    }
    timeType passed = Clock() - start_;
    if (passed < period_) {
      return false;
    }
    if (kPeriodic && period_ > 0) {
      start_ += passed - passed % period_;
    }
    return true;
  }
  operator bool() { return expired(); }

  bool canExpire() const { return !never_; }
  bool canWait() const { return period_ != alwaysExpired; }
  timeType getTimeout() const { return period_; }
  timeType remaining() const {
    timeType passed = Clock() - start_;
    return passed < period_ ? period_ - passed : 0;
  }

 private:
  timeType period_;
  timeType start_;
  bool never_;
};

using oneShotMs = Timeout<millis, false>;
using periodicMs = Timeout<millis, true>;
// Without a unit: milliseconds.
using oneShot = oneShotMs;
using periodic = periodicMs;
using oneShotFastMs = oneShotMs;
using periodicFastMs = periodicMs;
using oneShotFastUs = Timeout<micros, false>;
using periodicFastUs = Timeout<micros, true>;

}  // namespace polledTimeout
}  // namespace esp8266
