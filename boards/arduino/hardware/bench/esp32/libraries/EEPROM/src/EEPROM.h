// EEPROM: bytes by address.
//
// They are in memory only: a reset forgets them, as if the flash had been erased, so that no trial begins with what
// another one left. Within a run, what was not committed before end() is forgotten, as on the chip.
#pragma once

#include <Arduino.h>

#include <vector>

class EEPROMClass {
 public:
  EEPROMClass() : EEPROMClass("eeprom") {}
  // Bytes apart from those of other names; objects of one name see what each of them committed, from their next begin()
  // on. The name must outlast the object.
  explicit EEPROMClass(const char *name) : name_(name) {}

  // Opens that many bytes: what was committed, and 0xff beyond. False for a size of 0 or of more than 4096.
  bool begin(size_t size);
  void end() { working_.clear(); }
  bool commit();
  uint16_t length() const { return working_.size(); }
  uint8_t *getDataPtr() { return working_.data(); }

  // Outside of the size a read gives 0, and a write does nothing.
  uint8_t read(int address) const { return inside(address, 1) ? working_[address] : 0; }
  void write(int address, uint8_t value) { put(address, value); }

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

  uint8_t readByte(int address) const { return value<uint8_t>(address); }
  uint8_t readUChar(int address) const { return value<uint8_t>(address); }
  int8_t readChar(int address) const { return value<int8_t>(address); }
  uint16_t readUShort(int address) const { return value<uint16_t>(address); }
  int16_t readShort(int address) const { return value<int16_t>(address); }
  uint32_t readUInt(int address) const { return value<uint32_t>(address); }
  int32_t readInt(int address) const { return value<int32_t>(address); }
  uint32_t readULong(int address) const { return value<uint32_t>(address); }
  int32_t readLong(int address) const { return value<int32_t>(address); }
  uint64_t readULong64(int address) const { return value<uint64_t>(address); }
  int64_t readLong64(int address) const { return value<int64_t>(address); }
  float readFloat(int address) const { return value<float>(address); }
  double readDouble(int address) const { return value<double>(address); }
  bool readBool(int address) const { return value<uint8_t>(address) != 0; }
  // The text up to its zero; empty when there is none up to the end.
  String readString(int address) const;
  size_t readBytes(int address, void *buffer, size_t length) const;

  // Each returns the number of bytes written.
  size_t writeByte(int address, uint8_t value) { return store(address, value); }
  size_t writeUChar(int address, uint8_t value) { return store(address, value); }
  size_t writeChar(int address, int8_t value) { return store(address, value); }
  size_t writeUShort(int address, uint16_t value) { return store(address, value); }
  size_t writeShort(int address, int16_t value) { return store(address, value); }
  size_t writeUInt(int address, uint32_t value) { return store(address, value); }
  size_t writeInt(int address, int32_t value) { return store(address, value); }
  size_t writeULong(int address, uint32_t value) { return store(address, value); }
  size_t writeLong(int address, int32_t value) { return store(address, value); }
  size_t writeULong64(int address, uint64_t value) { return store(address, value); }
  size_t writeLong64(int address, int64_t value) { return store(address, value); }
  size_t writeFloat(int address, float value) { return store(address, value); }
  size_t writeDouble(int address, double value) { return store(address, value); }
  size_t writeBool(int address, bool value) { return store(address, static_cast<uint8_t>(value)); }
  // The text with its final zero.
  size_t writeString(int address, const char *text);
  size_t writeString(int address, const String &text) { return writeString(address, text.c_str()); }
  size_t writeBytes(int address, const void *bytes, size_t length);

 private:
  bool inside(int address, size_t length) const {
    return address >= 0 && length <= working_.size() && static_cast<size_t>(address) <= working_.size() - length;
  }

  template <typename T>
  T value(int address) const {
    T none = 0;
    return get(address, none);
  }

  template <typename T>
  size_t store(int address, T value) {
    return writeBytes(address, &value, sizeof(value));
  }

  const char *name_;
  std::vector<uint8_t> working_;
};

extern EEPROMClass EEPROM;
