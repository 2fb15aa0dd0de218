#include "wifi_events.h"

#include <deque>
#include <vector>

#include "bench/hooks.h"
#include "bench/station.h"

namespace {

std::vector<std::weak_ptr<WiFiEventHandlerOpaque>> listeners;
std::deque<StationEvent> pending;
bool wasOnline = false;

void deliver(StationEvent event) {
  // A callback may add listeners.
  std::vector<std::weak_ptr<WiFiEventHandlerOpaque>> called = listeners;
  for (auto &weak : called) {
    WiFiEventHandler listener = weak.lock();
    if (listener && listener->event == event) {
      listener->tell();
    }
  }
}

void run() {
  bool online = bench::Station::online();
  if (online && !wasOnline) {
    pending.push_back(StationEvent::kConnected);
    pending.push_back(StationEvent::kGotIp);
  }
  wasOnline = online;
  for (; !pending.empty(); pending.pop_front()) {
    deliver(pending.front());
  }
}

}  // namespace

WiFiEventHandler WiFiEvents::add(StationEvent event, std::function<void()> tell) {
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
    pending.push_back(StationEvent::kDisconnected);
  }
  wasOnline = false;
}
