// The board's clock: the only source of time for a sketch and for every time-out of the core.
//
// Board time advances with the wall's, times BENCH_CLOCK_RATE, so that a sketch that retries for a minute costs the
// bench three seconds.
//
// The rule of counted gaps: when more than 20 ms of wall time lie between two looks at the clock, only 20 ms of them
// count. A chip is never kept waiting by other programs; this process is. Without the rule a machine that gives it no
// processor for half a second would, at rate 20, let ten seconds of board time pass, and time-outs would expire that no
// firmware is to blame for. All waiting of the core is done in slices of at most 5 ms, each followed by a look, so an
// undisturbed wait always counts in full. What the rule costs: computing for longer than 20 ms without a look at the
// clock seems shorter to the sketch than it was. A sketch that spins on the clock is known by that, and 1 ms of a gap
// counts.
#pragma once

#include <pthread.h>
#include <stdint.h>

namespace bench {

class Clock {
 public:
  // The one clock of the process.
  static Clock &board();

  // Board time since the program started, in microseconds.
  uint64_t micros();

  // Sleeps for so much board time. 0 gives other threads a chance.
  void sleep(uint64_t boardMicros);

  // Waits until the descriptor is ready for the poll(2) events, or so much board time has passed. Returns the events
  // that came, 0 after the time. Errors and hang-ups (POLLERR, POLLHUP) count as events.
  short wait(int descriptor, short events, uint64_t boardMicros);

  // The same for a peer's answer within a TCP or TLS handshake, at the rate BENCH_STALL_RATE. The bench sets that rate
  // when its server is never going to answer: the firmware's own time-out is all that can happen then, and nothing can
  // come too late for it. Every other wait, for the name server or for a pause between attempts, keeps the ordinary
  // rate.
  short waitInHandshake(int descriptor, short events, uint64_t boardMicros);

  // Waits for the condition, whose mutex is held, for one slice of so much board time at most. Whoever waits for
  // something looks for it again then, and at micros().
  void waitSlice(pthread_cond_t *condition, pthread_mutex_t *mutex, uint64_t boardMicros);

  // Runs at this rate where it is the faster one, whatever else is said, until hurry(0): for a board that nobody can
  // speak to, so that nothing can come too late.
  void hurry(double rate);

  // The calendar: seconds since 1970, which is when a chip thinks it is until somebody sets its clock.
  int64_t calendarMicros();
  void setCalendar(int64_t unixMicros);

 private:
  Clock();
  uint64_t look();
  uint64_t microsBeforeWaiting();  // what follows is no spinning, however often the clock is looked at
  void count(int handshakes);
  uint64_t sliceOf(uint64_t boardMicros);  // the nanoseconds of wall time that a slice of such a wait lasts
  double pace() const;

  int handshakes_ = 0;  // waits in a handshake that go on, one a task
  double hurry_ = 0;
  uint32_t spins_ = 0;    // looks of a sketch that does nothing else, in a row
  uint64_t lastWall_;     // nanoseconds of CLOCK_MONOTONIC at the last look
  double board_ = 0;      // nanoseconds of board time at the last look
  int64_t calendar_ = 0;  // microseconds to add to board time
};

}  // namespace bench
