// Ticker: calls a function after some time, or again and again.
//
// On the ESP8266 the function is called in the sketch's pauses, on the ESP32 in a task of its own. Here it is called in
// the pauses on both: in delay(), in yield(), when loop() returns, and in each wait of Wi-Fi, names, TCP and TLS. So it
// comes late where the sketch computes for long, and never while the sketch is between two statements without a pause;
// what a race between two tasks of an ESP32 does, this does not show. Those with "scheduled" in their name are called
// when loop() has returned, and may use the network.
#pragma once

#include <Arduino.h>

#include <functional>
#include <type_traits>

#include "bench/timers.h"

class Ticker {
 public:
  typedef std::function<void()> callback_function_t;

  // Once, in so many seconds, or milliseconds. A Ticker has one function: a new one takes the place of the old.
  void once(float seconds, callback_function_t call) { set(seconds * 1e6, kOnce, std::move(call)); }
  void once_ms(uint32_t milliseconds, callback_function_t call) { set(milliseconds * 1e3, kOnce, std::move(call)); }
  void once_scheduled(float seconds, callback_function_t call) { set(seconds * 1e6, kOnceInLoop, std::move(call)); }
  void once_ms_scheduled(uint32_t milliseconds, callback_function_t call) {
    set(milliseconds * 1e3, kOnceInLoop, std::move(call));
  }

  // Every so many seconds, or milliseconds.
  void attach(float seconds, callback_function_t call) { set(seconds * 1e6, kEvery, std::move(call)); }
  void attach_ms(uint32_t milliseconds, callback_function_t call) { set(milliseconds * 1e3, kEvery, std::move(call)); }
  void attach_scheduled(float seconds, callback_function_t call) { set(seconds * 1e6, kEveryInLoop, std::move(call)); }
  void attach_ms_scheduled(uint32_t milliseconds, callback_function_t call) {
    set(milliseconds * 1e3, kEveryInLoop, std::move(call));
  }

  // The same with an argument, which on the chip has 4 bytes at most.
  template <typename T>
  void once(float seconds, void (*call)(T), std::common_type_t<T> argument) {
    once(seconds, [call, argument] { call(argument); });
  }
  template <typename T>
  void once_ms(uint32_t milliseconds, void (*call)(T), std::common_type_t<T> argument) {
    once_ms(milliseconds, [call, argument] { call(argument); });
  }
  template <typename T>
  void attach(float seconds, void (*call)(T), std::common_type_t<T> argument) {
    attach(seconds, [call, argument] { call(argument); });
  }
  template <typename T>
  void attach_ms(uint32_t milliseconds, void (*call)(T), std::common_type_t<T> argument) {
    attach_ms(milliseconds, [call, argument] { call(argument); });
  }

  void detach() { timer_.stop(); }
  bool active() const { return timer_.running(); }

 private:
  enum Manner { kOnce, kOnceInLoop, kEvery, kEveryInLoop };

  void set(double micros, Manner manner, callback_function_t call);

  bench::Timer timer_;
  callback_function_t call_;
};
