#include <assert.h>
#include <pthread.h>
#include <sched.h>

#include "freertos/FreeRTOS.h"

static_assert(sizeof(pthread_t) <= sizeof(uintptr_t), "a thread must fit the lock's owner");

extern "C" {

void vPortMuxInitialize(portMUX_TYPE *mux) { *mux = portMUX_INITIALIZER_UNLOCKED; }

void vPortEnterCritical(portMUX_TYPE *mux) {
  assert(mux);
  auto self = static_cast<uintptr_t>(pthread_self());
  if (__atomic_load_n(&mux->owner, __ATOMIC_ACQUIRE) != self) {
    uintptr_t nobody = 0;
    while (!__atomic_compare_exchange_n(&mux->owner, &nobody, self, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      nobody = 0;
      sched_yield();
    }
  }
  mux->count++;
}

void vPortExitCritical(portMUX_TYPE *mux) {
  assert(mux && mux->owner == static_cast<uintptr_t>(pthread_self()) && mux->count > 0);
  if (--mux->count == 0) {
    __atomic_store_n(&mux->owner, 0, __ATOMIC_RELEASE);
  }
}

}  // extern "C"
