// EEPROM: a sector of flash, as bytes by address.
//
// They are in memory only: a reset forgets them, as if the flash had been erased, so that no trial begins with what
// another one left. end() commits, as on the chip.
#ifndef EEPROM_h
#define EEPROM_h

#include <Arduino.h>

#include <vector>

class EEPROMClass {
 public:
  // Opens that many bytes, 4096 at most: what was committed, and 0xff beyond.
  void begin(size_t size);
  bool commit();
  bool end();
  size_t length() const { return working_.size(); }
  uint8_t *getDataPtr() { return working_.data(); }
  const uint8_t *getConstDataPtr() const { return working_.data(); }

  // Outside of the size a read gives 0, and a write does nothing.
  uint8_t read(int address) const { return inside(address, 1) ? working_[address] : 0; }
  void write(int address, uint8_t value) { put(address, value); }
  uint8_t operator[](int address) const { return read(address); }

  template <typename T>
  T &get(int address, T &value) const {
    if (inside(address, sizeof(T))) {
      memcpy(&value, &working_[address], sizeof(T));
    }
    return value;
  }

  template <typename T>
  const T &put(int address, const T &value) {
    if (inside(address, sizeof(T))) {
      memcpy(&working_[address], &value, sizeof(T));
    }
    return value;
  }

 private:
  bool inside(int address, size_t length) const {
    return address >= 0 && length <= working_.size() && static_cast<size_t>(address) <= working_.size() - length;
  }

  std::vector<uint8_t> working_;
  std::vector<uint8_t> committed_;
};

extern EEPROMClass EEPROM;

#endif
