// Reading a reply's body, whichever way its end is told.
#pragma once

#include <Arduino.h>

#include <memory>

#include "http_input.h"
#include "http_reply.h"

namespace bench {
namespace http {

class Body {
 public:
  Body(Input &input, Print &sink);

  // Copies the body of the reply into the sink. Returns the number of its bytes, or one of HTTPC_ERROR_. A known
  // length that is not met is HTTPC_ERROR_STREAM_WRITE, as in both cores; bytes beyond it are left unread.
  int copy(const Reply &reply);

 private:
  int counted(long length);
  int untilTheEnd();
  int chunks();
  bool skipTrailers(int *error);
  // Copies so many bytes; the number copied is smaller when ending_ or full_ says why.
  size_t piece(size_t length);
  bool chunkSize(size_t *size, int *error);
  int trouble() const;

  static constexpr size_t kBlock = 1460;

  Input &input_;
  Print &sink_;
  std::unique_ptr<uint8_t[]> block_;
  Ending ending_ = Ending::kNone;
  bool full_ = false;  // the sink took less than it was given
};

}  // namespace http
}  // namespace bench
