// Setting the clock: time servers, time zones, and who is told.
#include "Arduino.h"
#include "bench/calendar.h"
#include "bench/sntp.h"
#include "coredecls.h"

namespace {

BoolCB &listener() {
  static BoolCB callback;
  return callback;
}

void tell(bool fromNetwork) {
  if (listener()) {
    listener()(fromNetwork);
  }
}

}  // namespace

void settimeofday_cb(const BoolCB &callback) {
  listener() = callback;
  bench::Calendar::listen(tell);
}

void settimeofday_cb(BoolCB &&callback) { settimeofday_cb(static_cast<const BoolCB &>(callback)); }

void settimeofday_cb(const TrivialCB &callback) {
  settimeofday_cb(callback ? BoolCB([callback](bool) { callback(); }) : BoolCB());
}

void setTZ(const char *zone) { bench::Calendar::setZone(zone); }

void configTime(int zoneSeconds, int daylightSeconds, const char *server1, const char *server2, const char *server3) {
  bench::Calendar::setZone(zoneSeconds, daylightSeconds);
  bench::Sntp::start(server1, server2, server3);
}

void configTime(const char *zone, const char *server1, const char *server2, const char *server3) {
  bench::Calendar::setZone(zone);
  bench::Sntp::start(server1, server2, server3);
}
