#include "wifi_events.h"

#include <deque>
#include <vector>

#include "bench/hooks.h"
#include "bench/station.h"

namespace {

struct Event {
  StationEvent id;
  WiFiDisconnectReason reason;  // of kDisconnected
};

std::vector<std::weak_ptr<WiFiEventHandlerOpaque>> listeners;
std::deque<Event> pending;
bool wasOnline = false;
unsigned losses = 0;
unsigned searches = 0;
WiFiDisconnectReason delivered = WIFI_DISCONNECT_REASON_ASSOC_LEAVE;

void deliver(const Event &event) {
  delivered = event.reason;
  // A callback may add listeners.
  std::vector<std::weak_ptr<WiFiEventHandlerOpaque>> called = listeners;
  for (auto &weak : called) {
    WiFiEventHandler listener = weak.lock();
    if (listener && listener->event == event.id) {
      listener->tell();
    }
  }
}

void queue(StationEvent event, WiFiDisconnectReason reason = WIFI_DISCONNECT_REASON_ASSOC_LEAVE) {
  pending.push_back({event, reason});
}

// What became of the access point since the last look. Each search in vain ends in an event of its own.
void lookAround() {
  if (bench::Station::losses() != losses) {
    losses = bench::Station::losses();
    queue(StationEvent::kDisconnected, WIFI_DISCONNECT_REASON_BEACON_TIMEOUT);
    wasOnline = false;
    searches = 0;
  }
  unsigned now = bench::Station::searches();
  if (now > searches) {
    queue(StationEvent::kDisconnected, WIFI_DISCONNECT_REASON_NO_AP_FOUND);
  }
  searches = now;
}

void run() {
  lookAround();
  bool online = bench::Station::online();
  if (online && !wasOnline) {
    queue(StationEvent::kConnected);
    queue(StationEvent::kGotIp);
  }
  wasOnline = online;
  for (; !pending.empty(); pending.pop_front()) {
    deliver(pending.front());
  }
}

}  // namespace

WiFiEventHandler WiFiEvents::add(StationEvent event, std::function<void()> tell) {
  if (listeners.empty()) {
    losses = bench::Station::losses();
  }
  bench::Hooks::add(run);
  auto listener = std::make_shared<WiFiEventHandlerOpaque>(WiFiEventHandlerOpaque{event, std::move(tell)});
  size_t i = 0;
  while (i < listeners.size() && !listeners[i].expired()) {
    i++;
  }
  if (i == listeners.size()) {
    listeners.emplace_back();
  }
  listeners[i] = listener;
  return listener;
}

void WiFiEvents::left() {
  if (!listeners.empty()) {
    queue(StationEvent::kDisconnected);
  }
  wasOnline = false;
}

WiFiDisconnectReason WiFiEvents::reason() { return delivered; }
