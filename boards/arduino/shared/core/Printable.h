// Printable: anything that can print itself, for example an IPAddress.
#pragma once

#include <stddef.h>

class Print;

class Printable {
 public:
  virtual ~Printable() = default;
  virtual size_t printTo(Print &out) const = 0;
};
