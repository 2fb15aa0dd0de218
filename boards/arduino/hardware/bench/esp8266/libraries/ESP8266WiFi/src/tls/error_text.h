// Words for the numbers of getLastSSLError(). They are this project's: the chip's core has others.
#pragma once

namespace tls {

const char *errorText(int error);

}  // namespace tls
