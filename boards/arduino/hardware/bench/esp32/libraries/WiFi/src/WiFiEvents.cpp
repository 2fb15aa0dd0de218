#include "WiFiEvents.h"

#include <deque>
#include <vector>

#include "bench/hooks.h"
#include "bench/station.h"

namespace {

// WIFI_REASON_ASSOC_LEAVE of esp_wifi_types.h: the board itself ended it.
constexpr uint8_t kAssociationLeft = 8;

struct Listener {
  wifi_event_id_t id;
  WiFiEventFuncCb callback;
  WiFiEvent_t event;
};

std::vector<Listener> listeners;
std::deque<WiFiEvent_t> pending;
wifi_event_id_t nextId = 1;
bool wasOnline = false;

void deliver(WiFiEvent_t event) {
  WiFiEventInfo_t info = {};
  info.wifi_sta_disconnected.reason = kAssociationLeft;
  info.got_ip.ip_info.ip.addr = bench::Station::address();
  // A callback may add and remove listeners.
  std::vector<Listener> called = listeners;
  for (const Listener &listener : called) {
    if (listener.event == event || listener.event == ARDUINO_EVENT_MAX) {
      listener.callback(event, info);
    }
  }
}

void run() {
  bool online = bench::Station::online();
  if (online && !wasOnline) {
    pending.push_back(ARDUINO_EVENT_WIFI_STA_CONNECTED);
    pending.push_back(ARDUINO_EVENT_WIFI_STA_GOT_IP);
  }
  wasOnline = online;
  while (!pending.empty()) {
    WiFiEvent_t event = pending.front();
    pending.pop_front();
    deliver(event);
  }
}

// Without a listener nothing is queued: an event is for those who listen when it happens.
void queue(WiFiEvent_t event) {
  if (!listeners.empty()) {
    pending.push_back(event);
  }
}

}  // namespace

wifi_event_id_t WiFiEvents::add(WiFiEventFuncCb callback, WiFiEvent_t event) {
  if (!callback) {
    return 0;
  }
  bench::Hooks::add(run);
  listeners.push_back({nextId, std::move(callback), event});
  return nextId++;
}

void WiFiEvents::remove(wifi_event_id_t id) {
  for (size_t i = 0; i < listeners.size(); i++) {
    if (listeners[i].id == id) {
      listeners.erase(listeners.begin() + i);
      return;
    }
  }
}

void WiFiEvents::started() { queue(ARDUINO_EVENT_WIFI_STA_START); }

void WiFiEvents::stopped() { queue(ARDUINO_EVENT_WIFI_STA_STOP); }

void WiFiEvents::disconnected() {
  queue(ARDUINO_EVENT_WIFI_STA_DISCONNECTED);
  wasOnline = false;
}
