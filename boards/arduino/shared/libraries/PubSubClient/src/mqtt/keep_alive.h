// KeepAlive: when to send a PINGREQ, and when to give the server up. Times are in milliseconds.
#pragma once

namespace bench::mqtt {

class KeepAlive {
 public:
  enum class Due { kNothing, kPing, kDead };

  // An interval of 0 never pings.
  void start(unsigned long interval, unsigned long now) {
    interval_ = interval;
    sent_ = heard_ = now;
    waiting_ = false;
  }
  void sent(unsigned long now) { sent_ = now; }
  void heard(unsigned long now) { heard_ = now; }
  void pingAnswered() { waiting_ = false; }

  // To be asked in each turn; kPing counts as sent. Dead is a server that owes a PINGRESP when the next ping is due.
  Due poll(unsigned long now) {
    bool quiet = now - sent_ >= interval_ || now - heard_ >= interval_;
    if (interval_ == 0 || !quiet) {
      return Due::kNothing;
    }
    if (waiting_) {
      return Due::kDead;
    }
    sent_ = heard_ = now;
    waiting_ = true;
    return Due::kPing;
  }

 private:
  unsigned long interval_ = 0;
  unsigned long sent_ = 0;
  unsigned long heard_ = 0;
  bool waiting_ = false;  // for a PINGRESP
};

}  // namespace bench::mqtt
