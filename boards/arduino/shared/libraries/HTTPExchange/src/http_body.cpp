#include "http_body.h"

#include <limits.h>

#include <new>

#include "http_codes.h"

namespace bench {
namespace http {

Body::Body(Input &input, Print &sink) : input_(input), sink_(sink), block_(new (std::nothrow) uint8_t[kBlock]) {}

int Body::copy(const Reply &reply) {
  if (reply.bodiless) {
    return 0;
  }
  if (!block_) {
    return HTTPC_ERROR_TOO_LESS_RAM;
  }
  if (reply.chunked) {
    return chunks();
  }
  return reply.length >= 0 ? counted(reply.length) : untilTheEnd();
}

// What a copy that stopped early is called.
int Body::trouble() const {
  if (full_) {
    return HTTPC_ERROR_STREAM_WRITE;
  }
  return ending_ == Ending::kSilent ? HTTPC_ERROR_READ_TIMEOUT : HTTPC_ERROR_CONNECTION_LOST;
}

size_t Body::piece(size_t length) {
  size_t done = 0;
  while (done < length) {
    size_t count = 0;
    ending_ = input_.read(block_.get(), min(length - done, kBlock), &count);
    if (ending_ != Ending::kNone) {
      break;
    }
    size_t taken = sink_.write(block_.get(), count);
    done += taken;
    if (taken < count) {
      full_ = true;
      break;
    }
  }
  return done;
}

int Body::counted(long length) {
  size_t done = piece(length);
  if (done == static_cast<size_t>(length)) {
    return done;
  }
  return ending_ == Ending::kLost ? HTTPC_ERROR_STREAM_WRITE : trouble();
}

int Body::untilTheEnd() {
  size_t done = piece(INT_MAX);
  return !full_ && ending_ == Ending::kLost ? static_cast<int>(done) : trouble();
}

// RFC 9112, 7.1: size in hex, perhaps extensions, the bytes, CR LF; the last chunk's size is 0, and trailers follow it.
int Body::chunks() {
  int total = 0;
  for (;;) {
    size_t size = 0;
    int error = 0;
    if (!chunkSize(&size, &error)) {
      return error;
    }
    if (size == 0) {
      return skipTrailers(&error) ? total : error;
    }
    if (piece(size) != size) {
      return trouble();
    }
    total += size;
    String rest;
    ending_ = input_.line(&rest);
    if (ending_ != Ending::kNone) {
      return trouble();
    }
    if (!rest.isEmpty()) {
      return HTTPC_ERROR_ENCODING;
    }
  }
}

bool Body::chunkSize(size_t *size, int *error) {
  String line;
  ending_ = input_.line(&line);
  if (ending_ != Ending::kNone) {
    *error = trouble();
    return false;
  }
  char *end;
  unsigned long number = strtoul(line.c_str(), &end, 16);
  bool hex = end != line.c_str() && isxdigit(static_cast<unsigned char>(line.charAt(0)));
  if (!hex || number > INT_MAX || !(*end == 0 || *end == ';' || isspace(static_cast<unsigned char>(*end)))) {
    *error = HTTPC_ERROR_ENCODING;
    return false;
  }
  *size = number;
  return true;
}

bool Body::skipTrailers(int *error) {
  for (String line;;) {
    ending_ = input_.line(&line);
    if (ending_ != Ending::kNone) {
      *error = trouble();
      return false;
    }
    if (line.isEmpty()) {
      return true;
    }
  }
}

}  // namespace http
}  // namespace bench
