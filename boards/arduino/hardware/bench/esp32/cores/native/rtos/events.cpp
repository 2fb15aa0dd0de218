#include <assert.h>
#include <stdlib.h>

#include "freertos/event_groups.h"
#include "rtos/task.h"

using rtos::Blocking;
using rtos::Section;
using rtos::Wait;

namespace {

// The other eight are FreeRTOS's own.
constexpr EventBits_t kUsable = 0x00ffffff;

// A task that waits, on its stack. Who sets bits decides for it: it must see bits that are cleared before it runs.
struct Waiting {
  EventBits_t bits;
  bool all;
  bool clear;
  bool met;
  EventBits_t seen;
  Waiting *next;
};

}  // namespace

struct EventGroupDef_t {
  EventBits_t bits;
  Waiting *waiting;
};

namespace {

bool meets(EventBits_t set, const Waiting &one) {
  return one.all ? (set & one.bits) == one.bits : (set & one.bits) != 0;
}

// All that wait see the same bits; what any of them wants cleared goes after that.
void set(EventGroupHandle_t group, EventBits_t bits) {
  group->bits |= bits;
  EventBits_t cleared = 0;
  for (Waiting *one = group->waiting; one; one = one->next) {
    if (!one->met && meets(group->bits, *one)) {
      one->met = true;
      one->seen = group->bits;
      cleared |= one->clear ? one->bits : 0;
    }
  }
  group->bits &= ~cleared;
}

void forget(EventGroupHandle_t group, const Waiting *gone) {
  Waiting **link = &group->waiting;
  while (*link != gone) {
    link = &(*link)->next;
  }
  *link = gone->next;
}

// Waits with the lock held.
EventBits_t waitFor(EventGroupHandle_t group, Waiting one, TickType_t ticks) {
  if (meets(group->bits, one)) {
    one.seen = group->bits;
    group->bits &= ~(one.clear ? one.bits : 0);
    return one.seen;
  }
  one.next = group->waiting;
  group->waiting = &one;
  Wait wait(ticks);
  while (!one.met && wait.again()) {
  }
  forget(group, &one);
  return one.met ? one.seen : group->bits;
}

}  // namespace

extern "C" {

EventGroupHandle_t xEventGroupCreate(void) {
  return static_cast<EventGroupHandle_t>(calloc(1, sizeof(EventGroupDef_t)));
}

void vEventGroupDelete(EventGroupHandle_t group) {
  assert(group);
  free(group);
}

EventBits_t xEventGroupWaitBits(EventGroupHandle_t group, EventBits_t bits, BaseType_t clearOnExit, BaseType_t all,
                                TickType_t ticks) {
  assert(group && bits && !(bits & ~kUsable));
  Blocking blocking;
  return waitFor(group, {bits, all != pdFALSE, clearOnExit != pdFALSE, false, 0, nullptr}, ticks);
}

EventBits_t xEventGroupSync(EventGroupHandle_t group, EventBits_t bits, EventBits_t wanted, TickType_t ticks) {
  assert(group && wanted && !((bits | wanted) & ~kUsable));
  Blocking blocking;
  // The last task of a meeting finds all bits here, and those who came before are told of them by set().
  EventBits_t before = group->bits | bits;
  set(group, bits);
  blocking.changed();
  if ((before & wanted) == wanted) {
    group->bits &= ~wanted;
    return before;
  }
  return waitFor(group, {wanted, true, true, false, 0, nullptr}, ticks);
}

EventBits_t xEventGroupSetBits(EventGroupHandle_t group, EventBits_t bits) {
  assert(group && !(bits & ~kUsable));
  Section section;
  set(group, bits);
  section.changed();
  return group->bits;
}

EventBits_t xEventGroupClearBits(EventGroupHandle_t group, EventBits_t bits) {
  assert(group && !(bits & ~kUsable));
  Section section;
  EventBits_t before = group->bits;
  group->bits &= ~bits;
  return before;
}

EventBits_t xEventGroupGetBits(EventGroupHandle_t group) { return xEventGroupClearBits(group, 0); }

BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t group, EventBits_t bits, BaseType_t *woken) {
  if (woken) {
    *woken = pdFALSE;
  }
  xEventGroupSetBits(group, bits);
  return pdPASS;
}

BaseType_t xEventGroupClearBitsFromISR(EventGroupHandle_t group, EventBits_t bits) {
  xEventGroupClearBits(group, bits);
  return pdPASS;
}

EventBits_t xEventGroupGetBitsFromISR(EventGroupHandle_t group) { return xEventGroupGetBits(group); }

}  // extern "C"
