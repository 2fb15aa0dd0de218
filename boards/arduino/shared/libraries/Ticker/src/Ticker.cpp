#include "Ticker.h"

namespace {

// The function is copied first: it may give its own Ticker another one, and must not go while it runs.
void callThrough(void *function) {
  Ticker::callback_function_t call = *static_cast<Ticker::callback_function_t *>(function);
  call();
}

}  // namespace

void Ticker::set(double micros, Manner manner, callback_function_t call) {
  timer_.stop();
  if (!call) {
    return;
  }
  call_ = std::move(call);
  bool repeat = manner == kEvery || manner == kEveryInLoop;
  bool inLoop = manner == kOnceInLoop || manner == kEveryInLoop;
  timer_.start(micros > 0 ? static_cast<uint64_t>(micros) : 0, repeat, inLoop, callThrough, &call_);
}
