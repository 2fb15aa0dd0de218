// The second stack that the chip's core has for BearSSL, as far as sketches look at it.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// How many TLS clients there are.
uint32_t stack_thunk_get_refcnt(void);
// The most that was ever used of the stack that TLS runs on: here that is the sketch's own (see tls/stack.h).
uint32_t stack_thunk_get_max_usage(void);

#ifdef __cplusplus
}
#endif
