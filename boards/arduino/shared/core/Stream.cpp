#include "Stream.h"

#include <ctype.h>

#include "Arduino.h"
#include "bench/idle.h"

template <typename Look>
int Stream::await(Look look) {
  unsigned long start = millis();
  do {
    int byte = look();
    if (byte >= 0) {
      return byte;
    }
    if (_timeout == 0) {
      return -1;
    }
    bench::Idle::look();
    yield();
  } while (millis() - start < _timeout);
  return -1;
}

int Stream::timedRead() {
  return await([this] { return read(); });
}

int Stream::timedPeek() {
  return await([this] { return peek(); });
}

bool Stream::findUntil(const char *target, const char *terminator) {
  return findUntil(target, strlen(target), terminator, terminator ? strlen(terminator) : 0);
}

namespace {

// Progress of one searched text in a stream of bytes.
class Needle {
 public:
  Needle(const char *text, size_t length) : text_(text), length_(length) {}

  // Takes the next byte; true when it completes the text.
  bool take(char byte) {
    if (length_ == 0) {
      return false;
    }
    while (matched_ > 0 && text_[matched_] != byte) {
      matched_ = shorter(matched_);
    }
    if (text_[matched_] == byte) {
      matched_++;
    }
    return matched_ == length_;
  }

 private:
  // The longest start of the text, shorter than matched, that is also an end of what was matched: "aab" in "aaab".
  size_t shorter(size_t matched) const {
    for (size_t n = matched - 1; n > 0; n--) {
      if (memcmp(text_, text_ + matched - n, n) == 0) {
        return n;
      }
    }
    return 0;
  }

  const char *text_;
  size_t length_;
  size_t matched_ = 0;
};

}  // namespace

bool Stream::findUntil(const char *target, size_t targetLength, const char *terminator, size_t terminatorLength) {
  if (targetLength == 0) {
    return true;
  }
  Needle wanted(target, targetLength);
  Needle end(terminator, terminatorLength);
  for (int byte = timedRead(); byte >= 0; byte = timedRead()) {
    if (wanted.take(byte)) {
      return true;
    }
    if (end.take(byte)) {
      return false;
    }
  }
  return false;
}

int Stream::peekNextDigit(LookaheadMode lookahead, bool decimal) {
  for (;;) {
    int c = timedPeek();
    if (c < 0 || c == '-' || isdigit(c) || (decimal && c == '.')) {
      return c;
    }
    if (lookahead == SKIP_NONE || (lookahead == SKIP_WHITESPACE && !isspace(c))) {
      return -1;
    }
    read();
  }
}

long Stream::parseInt(LookaheadMode lookahead, char ignore) {
  int c = peekNextDigit(lookahead, false);
  if (c < 0) {
    return 0;
  }
  bool negative = c == '-';
  if (negative) {
    read();
    c = timedPeek();
  }
  uint32_t value = 0;
  for (; c >= 0 && (isdigit(c) || c == ignore); c = timedPeek()) {
    if (isdigit(c)) {
      value = value * 10 + (c - '0');
    }
    read();
  }
  return static_cast<int32_t>(negative ? 0 - value : value);
}

float Stream::parseFloat(LookaheadMode lookahead, char ignore) {
  int c = peekNextDigit(lookahead, true);
  if (c < 0) {
    return 0;
  }
  bool negative = c == '-';
  if (negative) {
    read();
    c = timedPeek();
  }
  double value = 0;
  double scale = 1;
  bool fraction = false;
  for (; c >= 0 && (isdigit(c) || c == ignore || (c == '.' && !fraction)); c = timedPeek()) {
    if (c == '.') {
      fraction = true;
    } else if (isdigit(c)) {
      value = value * 10 + (c - '0');
      scale *= fraction ? 10 : 1;
    }
    read();
  }
  return (negative ? -value : value) / scale;
}

size_t Stream::readBytes(char *buffer, size_t length) {
  size_t count = 0;
  while (count < length) {
    int byte = timedRead();
    if (byte < 0) {
      break;
    }
    buffer[count++] = byte;
  }
  return count;
}

size_t Stream::readBytesUntil(char terminator, char *buffer, size_t length) {
  size_t count = 0;
  while (count < length) {
    int byte = timedRead();
    if (byte < 0 || byte == static_cast<unsigned char>(terminator)) {
      break;
    }
    buffer[count++] = byte;
  }
  return count;
}

String Stream::readString() {
  String text;
  for (int byte = timedRead(); byte >= 0; byte = timedRead()) {
    text += static_cast<char>(byte);
  }
  return text;
}

String Stream::readStringUntil(char terminator) {
  String text;
  for (int byte = timedRead(); byte >= 0 && byte != static_cast<unsigned char>(terminator); byte = timedRead()) {
    text += static_cast<char>(byte);
  }
  return text;
}
