#include "stack.h"

#include <stdlib.h>

namespace bench::tls {

namespace {

unsigned count = 0;
void *memory = nullptr;

}  // namespace

void Stack::acquire() {
  if (count++ == 0) {
    memory = malloc(kSize);
  }
}

void Stack::release() {
  if (--count == 0) {
    free(memory);
    memory = nullptr;
  }
}

unsigned Stack::users() { return count; }

}  // namespace bench::tls
