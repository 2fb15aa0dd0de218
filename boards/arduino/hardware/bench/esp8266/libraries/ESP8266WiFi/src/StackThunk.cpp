#include "StackThunk.h"

#include "bench/chip.h"
#include "bench/loop_task.h"
#include "tls/stack.h"

extern "C" {

uint32_t stack_thunk_get_refcnt(void) { return bench::tls::Stack::users(); }

uint32_t stack_thunk_get_max_usage(void) { return bench::Chip::kLoopStack - bench::LoopTask::untouched(); }

}  // extern "C"
