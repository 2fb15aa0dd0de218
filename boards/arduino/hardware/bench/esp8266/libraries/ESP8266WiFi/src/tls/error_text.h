// Words for the numbers of getLastSSLError(). They are this project's: the chip's core has others.
#pragma once

namespace bench::tls {

const char *errorText(int error);

}  // namespace bench::tls
