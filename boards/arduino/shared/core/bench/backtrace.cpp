#include "backtrace.h"

#include <stdio.h>
#include <unwind.h>

namespace bench {

namespace {

constexpr size_t kDepth = 32;
constexpr uintptr_t kRom = 0x40000000;
constexpr uintptr_t kRomMask = 0x3ffff;

struct Frames {
  uintptr_t pc[kDepth];
  uintptr_t sp[kDepth];
  size_t count = 0;
  uintptr_t from = 0;
};

Frames captured;

_Unwind_Reason_Code record(_Unwind_Context *context, void *) {
  Frames &frames = captured;
  uintptr_t pc = _Unwind_GetIP(context);
  if (pc == 0 || frames.count == kDepth) {
    return _URC_END_OF_STACK;
  }
  if (pc == frames.from) {
    frames.count = 0;
  }
  frames.pc[frames.count] = pc;
  frames.sp[frames.count] = _Unwind_GetCFA(context);
  frames.count++;
  return _URC_NO_REASON;
}

}  // namespace

void Backtrace::prepare() { capture(0); }

void Backtrace::capture(uintptr_t from) {
  captured = Frames{};
  captured.from = from;
  _Unwind_Backtrace(record, nullptr);
}

uint32_t Backtrace::chipAddress(uintptr_t address) { return address >> 32 ? kRom | (address & kRomMask) : address; }

char *Backtrace::format(char *out, size_t size) {
  size_t used = 0;
  out[0] = 0;
  for (size_t i = 0; i < captured.count && used + 24 < size; i++) {
    used += snprintf(out + used, size - used, "%s0x%08x:0x%08x", i ? "," : "", chipAddress(captured.pc[i]),
                     chipAddress(captured.sp[i]));
  }
  return out;
}

}  // namespace bench
