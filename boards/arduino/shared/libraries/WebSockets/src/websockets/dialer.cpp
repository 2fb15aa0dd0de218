#include "dialer.h"

namespace bench::websocket {

Dialer::Trust &Dialer::secured() {
  trust_ = Trust();
  trust_.secure = true;
  return trust_;
}

void Dialer::useFingerprint(const String &text) { secured().fingerprint = text; }

}  // namespace bench::websocket
