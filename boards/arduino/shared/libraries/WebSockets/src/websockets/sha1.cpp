#include "sha1.h"

#if defined(ESP8266)
#include <bearssl.h>
#else
#include <mbedtls/md.h>
#endif

namespace bench::websocket {

void sha1(const String &text, uint8_t digest[kSha1Size]) {
#if defined(ESP8266)
  br_sha1_context context;
  br_sha1_init(&context);
  br_sha1_update(&context, text.c_str(), text.length());
  br_sha1_out(&context, digest);
#else
  mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), reinterpret_cast<const uint8_t *>(text.c_str()), text.length(),
             digest);
#endif
}

}  // namespace bench::websocket
