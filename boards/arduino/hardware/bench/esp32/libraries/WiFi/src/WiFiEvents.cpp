#include "WiFiEvents.h"

#include <deque>
#include <vector>

#include "bench/guard.h"
#include "bench/hooks.h"
#include "bench/station.h"

namespace {

// Reasons of esp_wifi_types.h: the board itself ended it, the access point fell silent, there is none.
constexpr uint8_t kAssociationLeft = 8;
constexpr uint8_t kBeaconTimeout = 200;
constexpr uint8_t kNoAccessPoint = 201;

struct Event {
  WiFiEvent_t id;
  uint8_t reason;  // of ARDUINO_EVENT_WIFI_STA_DISCONNECTED
};

struct Listener {
  wifi_event_id_t id;
  WiFiEventFuncCb callback;
  WiFiEvent_t event;
};

bench::Guard guard;  // any task may listen, and make Wi-Fi do what there is to hear of
std::vector<Listener> listeners;
std::deque<Event> pending;
wifi_event_id_t nextId = 1;
bool wasOnline = false;
unsigned losses = 0;
unsigned searches = 0;

void deliver(const Event &event) {
  WiFiEventInfo_t info = {};
  info.wifi_sta_disconnected.reason = event.reason;
  info.got_ip.ip_info.ip.addr = bench::Station::address();
  // A callback may add and remove listeners, and so may other tasks meanwhile.
  std::vector<Listener> called;
  {
    bench::Lock lock(guard);
    called = listeners;
  }
  for (const Listener &listener : called) {
    if (listener.event == event.id || listener.event == ARDUINO_EVENT_MAX) {
      listener.callback(event.id, info);
    }
  }
}

// What became of the access point since the last look. Each search in vain ends in an event of its own.
void lookAround() {
  if (bench::Station::losses() != losses) {
    losses = bench::Station::losses();
    pending.push_back({ARDUINO_EVENT_WIFI_STA_DISCONNECTED, kBeaconTimeout});
    wasOnline = false;
    searches = 0;
  }
  unsigned now = bench::Station::searches();
  if (now > searches) {
    pending.push_back({ARDUINO_EVENT_WIFI_STA_DISCONNECTED, kNoAccessPoint});
  }
  searches = now;
}

// What happened since the last look.
void collect() {
  bench::Lock lock(guard);
  lookAround();
  bool online = bench::Station::online();
  if (online && !wasOnline) {
    pending.push_back({ARDUINO_EVENT_WIFI_STA_CONNECTED, 0});
    pending.push_back({ARDUINO_EVENT_WIFI_STA_GOT_IP, 0});
  }
  wasOnline = online;
}

bool take(Event *event) {
  bench::Lock lock(guard);
  if (pending.empty()) {
    return false;
  }
  *event = pending.front();
  pending.pop_front();
  return true;
}

// No callback is called with the lock held: it may wait for a task that wants it.
void run() {
  collect();
  Event event;
  while (take(&event)) {
    deliver(event);
  }
}

// Without a listener nothing is queued: an event is for those who listen when it happens.
void queue(WiFiEvent_t event) {
  bench::Lock lock(guard);
  if (!listeners.empty()) {
    pending.push_back({event, kAssociationLeft});
  }
}

}  // namespace

wifi_event_id_t WiFiEvents::add(WiFiEventFuncCb callback, WiFiEvent_t event) {
  if (!callback) {
    return 0;
  }
  bench::Lock lock(guard);
  if (listeners.empty()) {
    losses = bench::Station::losses();
  }
  bench::Hooks::add(run);
  listeners.push_back({nextId, std::move(callback), event});
  return nextId++;
}

void WiFiEvents::remove(wifi_event_id_t id) {
  bench::Lock lock(guard);
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
  bench::Lock lock(guard);
  queue(ARDUINO_EVENT_WIFI_STA_DISCONNECTED);
  wasOnline = false;
}
