#include "fault.h"

#include <ucontext.h>

namespace bench {

namespace {

enum class Access { kRead, kWrite, kFetch };

#if defined(__x86_64__)

// Bits of a page fault's error code, Intel SDM volume 3, 4.7.
constexpr greg_t kWriteBit = 1 << 1;
constexpr greg_t kFetchBit = 1 << 4;

uintptr_t programCounter(const ucontext_t *context) { return context->uc_mcontext.gregs[REG_RIP]; }
uintptr_t stackPointer(const ucontext_t *context) { return context->uc_mcontext.gregs[REG_RSP]; }

Access access(const ucontext_t *context) {
  greg_t error = context->uc_mcontext.gregs[REG_ERR];
  return error & kFetchBit ? Access::kFetch : error & kWriteBit ? Access::kWrite : Access::kRead;
}

#elif defined(__aarch64__)

// The fault's syndrome register stands in a record of the reserved area; Arm ARM, ESR_EL1: exception class and the
// write bit WnR.
constexpr uint64_t kWriteBit = 1 << 6;
constexpr unsigned kFetchClass = 0x20;

uintptr_t programCounter(const ucontext_t *context) { return context->uc_mcontext.pc; }
uintptr_t stackPointer(const ucontext_t *context) { return context->uc_mcontext.sp; }

Access access(const ucontext_t *context) {
  auto record = reinterpret_cast<const _aarch64_ctx *>(context->uc_mcontext.__reserved);
  while (record->magic && record->magic != ESR_MAGIC) {
    record = reinterpret_cast<const _aarch64_ctx *>(reinterpret_cast<const char *>(record) + record->size);
  }
  if (!record->magic) {
    return Access::kRead;
  }
  uint64_t syndrome = reinterpret_cast<const esr_context *>(record)->esr;
  if ((syndrome >> 26) == kFetchClass) {
    return Access::kFetch;
  }
  return syndrome & kWriteBit ? Access::kWrite : Access::kRead;
}

#else
#error "the simulated chip knows the fault registers of x86-64 and of arm64 only"
#endif

const char *segmentReason(const ucontext_t *context) {
  switch (access(context)) {
    case Access::kFetch:
      return "InstrFetchProhibited";
    case Access::kWrite:
      return "StoreProhibited";
    default:
      return "LoadProhibited";
  }
}

}  // namespace

Fault Fault::read(int signal, const siginfo_t *, void *context) {
  auto machine = static_cast<const ucontext_t *>(context);
  Fault fault = {programCounter(machine), stackPointer(machine), ""};
  switch (signal) {
    case SIGFPE:
      fault.reason = "IntegerDivideByZero";
      break;
    case SIGILL:
      fault.reason = "IllegalInstruction";
      break;
    case SIGBUS:
      fault.reason = "LoadStoreError";
      break;
    default:
      fault.reason = segmentReason(machine);
  }
  return fault;
}

}  // namespace bench
