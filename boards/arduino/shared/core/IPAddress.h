// IPAddress: an IPv4 address. The simulated bench has no IPv6.
#pragma once

#include <netinet/in.h>
#include <stdint.h>

#include "Printable.h"
#include "WString.h"

// Arduino's INADDR_NONE is an IPAddress, 0.0.0.0; the system's macro of that name, included above to be done with it,
// goes.
#undef INADDR_NONE

class IPAddress : public Printable {
 public:
  IPAddress() = default;
  IPAddress(uint8_t first, uint8_t second, uint8_t third, uint8_t fourth);
  // The address in network order, as in struct in_addr.
  IPAddress(uint32_t address) : address_(address) {}
  IPAddress(int address) : address_(static_cast<uint32_t>(address)) {}
  IPAddress(const uint8_t *bytes);
  explicit IPAddress(const char *text) { fromString(text); }

  // False, and no change, when the text is not four numbers from 0 to 255 with dots between.
  bool fromString(const char *text);
  bool fromString(const String &text) { return fromString(text.c_str()); }
  String toString(bool includeZone = false) const;

  operator uint32_t() const { return address_; }
  bool operator==(const IPAddress &other) const { return address_ == other.address_; }
  bool operator!=(const IPAddress &other) const { return address_ != other.address_; }
  uint8_t operator[](int index) const { return reinterpret_cast<const uint8_t *>(&address_)[index]; }
  uint8_t &operator[](int index) { return reinterpret_cast<uint8_t *>(&address_)[index]; }
  IPAddress &operator=(uint32_t address) {
    address_ = address;
    return *this;
  }

  size_t printTo(Print &out) const override;

 private:
  uint32_t address_ = 0;
};

extern const IPAddress INADDR_NONE;
