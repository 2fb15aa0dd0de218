#include "http_payload.h"

#include <memory>
#include <new>

namespace bench {
namespace http {

bool Payload::send(Client &client) const {
  if (size_ == 0) {
    return true;
  }
  return stream_ ? sendStream(client) : client.write(bytes_, size_) == size_;
}

bool Payload::sendStream(Client &client) const {
  std::unique_ptr<uint8_t[]> block(new (std::nothrow) uint8_t[kBlock]);
  for (size_t left = block ? size_ : 0; left > 0;) {
    // readBytes() waits for the stream as long as the sketch told the stream to.
    size_t count = stream_->readBytes(block.get(), min(left, kBlock));
    if (count == 0 || client.write(block.get(), count) != count) {
      return false;
    }
    left -= count;
  }
  return block != nullptr;
}

}  // namespace http
}  // namespace bench
