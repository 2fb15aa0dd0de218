// Stream: Print plus reading, with waits that end after a time-out.
//
// The time-out is in milliseconds of board time, 1000 unless set, and counts from the last byte received, not from the
// call.
//
// The ESP8266's has transfers from one stream to another besides.
#pragma once

#ifdef ESP8266
#include <sys/types.h>

#include <memory>
#endif

#include "Print.h"

enum LookaheadMode {
  SKIP_ALL,         // skip anything that is not a digit
  SKIP_NONE,        // the number must come at once
  SKIP_WHITESPACE,  // skip blanks, tabs and line ends only
};

#define NO_IGNORE_CHAR '\x01'

class Stream : public Print {
 public:
  // What a source implements. available() says how many bytes can be read at once; read() and peek() give -1 when there
  // is none.
  virtual int available() = 0;
  virtual int read() = 0;
  virtual int peek() = 0;

  virtual void setTimeout(unsigned long milliseconds) { _timeout = milliseconds; }
  unsigned long getTimeout() const { return _timeout; }

  // Reads on until the text was seen; false when the time-out (or, for findUntil, the terminator) came first.
  bool find(const char *target) { return findUntil(target, nullptr); }
  bool find(uint8_t *target) { return find(reinterpret_cast<char *>(target)); }
  bool find(const char *target, size_t length) { return findUntil(target, length, nullptr, 0); }
  bool find(char target) { return find(&target, 1); }
  bool findUntil(const char *target, const char *terminator);
  bool findUntil(const char *target, size_t targetLength, const char *terminator, size_t terminatorLength);

  // The first number in what comes; 0 on time-out. The byte after it is left unread.
  long parseInt(LookaheadMode lookahead = SKIP_ALL, char ignore = NO_IGNORE_CHAR);
  float parseFloat(LookaheadMode lookahead = SKIP_ALL, char ignore = NO_IGNORE_CHAR);

  // Read until so many bytes came, or the terminator (which is dropped), or the time-out. They return what was read.
  virtual size_t readBytes(char *buffer, size_t length);
  virtual size_t readBytes(uint8_t *buffer, size_t length) {
    return readBytes(reinterpret_cast<char *>(buffer), length);
  }
  size_t readBytesUntil(char terminator, char *buffer, size_t length);
  size_t readBytesUntil(char terminator, uint8_t *buffer, size_t length) {
    return readBytesUntil(terminator, reinterpret_cast<char *>(buffer), length);
  }
  virtual String readString();
  String readStringUntil(char terminator);

#ifdef ESP8266
  // Transfers, as "Streams" in the core's reference describes them; Stream_send.cpp. They return how many bytes went to
  // the other; time-outs are in milliseconds of board time, the stream's own unless given.
  static constexpr unsigned long kOwnTimeout = ~0UL;
  size_t sendAvailable(Print &to);
  size_t sendAll(Print &to, unsigned long timeout = kOwnTimeout);
  size_t sendSize(Print &to, size_t size, unsigned long timeout = kOwnTimeout);
  // The terminator is taken, and not sent.
  size_t sendUntil(Print &to, int terminator, unsigned long timeout = kOwnTimeout);
  // For a temporary, as in StreamString(text).sendAll(to), and for a pointer to the other.
  template <typename To>
  size_t sendAvailable(To *to) {
    return sendAvailable(*to);
  }
  template <typename To>
  size_t sendAll(To *to, unsigned long timeout = kOwnTimeout) {
    return sendAll(*to, timeout);
  }
  template <typename To>
  size_t sendSize(To *to, size_t size, unsigned long timeout = kOwnTimeout) {
    return sendSize(*to, size, timeout);
  }
  template <typename To>
  size_t sendUntil(To *to, int terminator, unsigned long timeout = kOwnTimeout) {
    return sendUntil(*to, terminator, timeout);
  }
  // Why the last transfer ended.
  enum class Report { Success = 0, TimedOut, ReadError, WriteError, ShortOperation };
  Report getLastSendReport() const { return report_; }

  // What a source may offer to save a copy: bytes that lie ready, and their taking.
  virtual bool hasPeekBufferAPI() const { return false; }
  virtual size_t peekAvailable() { return 0; }
  virtual const char *peekBuffer() { return nullptr; }
  virtual void peekConsume(size_t) {}
  // False when no more can come than is available.
  virtual bool inputCanTimeout() { return true; }
  // How many bytes are left, -1 when that is not known.
  virtual ssize_t streamRemaining() { return -1; }
#endif

 protected:
  // One byte, waiting up to the time-out; -1 then.
  int timedRead();
  int timedPeek();

  // Named as in Arduino's own Stream: libraries reach into it.
  unsigned long _timeout = 1000;

#ifdef ESP8266
  void setReport(Report report) { report_ = report; }
#endif

 private:
#ifdef ESP8266
  struct Transfer;
  size_t transfer(Transfer limits);
  size_t portion(const Transfer &limits, size_t sent, char *copy, const char **bytes);
  void consume(size_t count);

  Report report_ = Report::Success;
#endif
  template <typename Look>
  int await(Look look);
  int peekNextDigit(LookaheadMode lookahead, bool decimal);
};
