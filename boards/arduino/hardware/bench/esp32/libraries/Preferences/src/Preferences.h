// Preferences: named values in namespaces, as arduino-esp32 keeps them in the chip's non-volatile storage.
//
// Here they are in memory only: a reset forgets them, as if the flash had been erased, so that no trial begins with
// what another one left.
#pragma once

#include <Arduino.h>

#include <map>
#include <vector>

typedef enum {
  PT_I8,
  PT_U8,
  PT_I16,
  PT_U16,
  PT_I32,
  PT_U32,
  PT_I64,
  PT_U64,
  PT_STR,
  PT_BLOB,
  PT_INVALID,
} PreferenceType;

class Preferences {
 public:
  ~Preferences() { end(); }

  // Opens a namespace of 1 to 15 bytes. Read-only: false unless it exists. label must be null or "nvs", the only
  // partition.
  bool begin(const char *name, bool readOnly = false, const char *label = nullptr);
  void end() { space_ = nullptr; }

  bool clear();
  bool remove(const char *key);
  bool isKey(const char *key) const { return find(key) != nullptr; }
  PreferenceType getType(const char *key) const;
  size_t freeEntries() const;

  // Each returns the number of bytes stored: 0 when the namespace is not open for writing, or the key is longer than 15
  // bytes. An empty string is stored, and 0 is returned.
  size_t putChar(const char *key, int8_t value) { return put(key, PT_I8, value); }
  size_t putUChar(const char *key, uint8_t value) { return put(key, PT_U8, value); }
  size_t putShort(const char *key, int16_t value) { return put(key, PT_I16, value); }
  size_t putUShort(const char *key, uint16_t value) { return put(key, PT_U16, value); }
  size_t putInt(const char *key, int32_t value) { return put(key, PT_I32, value); }
  size_t putUInt(const char *key, uint32_t value) { return put(key, PT_U32, value); }
  size_t putLong(const char *key, int32_t value) { return put(key, PT_I32, value); }
  size_t putULong(const char *key, uint32_t value) { return put(key, PT_U32, value); }
  size_t putLong64(const char *key, int64_t value) { return put(key, PT_I64, value); }
  size_t putULong64(const char *key, uint64_t value) { return put(key, PT_U64, value); }
  size_t putBool(const char *key, bool value) { return put(key, PT_U8, static_cast<uint8_t>(value)); }
  size_t putFloat(const char *key, float value) { return put(key, PT_BLOB, value); }
  size_t putDouble(const char *key, double value) { return put(key, PT_BLOB, value); }
  size_t putString(const char *key, const char *value);
  size_t putString(const char *key, const String &value) { return putString(key, value.c_str()); }
  size_t putBytes(const char *key, const void *bytes, size_t length);

  // Each returns the value, or the other one when the key is not there or holds another type.
  int8_t getChar(const char *key, int8_t other = 0) const { return get(key, PT_I8, other); }
  uint8_t getUChar(const char *key, uint8_t other = 0) const { return get(key, PT_U8, other); }
  int16_t getShort(const char *key, int16_t other = 0) const { return get(key, PT_I16, other); }
  uint16_t getUShort(const char *key, uint16_t other = 0) const { return get(key, PT_U16, other); }
  int32_t getInt(const char *key, int32_t other = 0) const { return get(key, PT_I32, other); }
  uint32_t getUInt(const char *key, uint32_t other = 0) const { return get(key, PT_U32, other); }
  int32_t getLong(const char *key, int32_t other = 0) const { return get(key, PT_I32, other); }
  uint32_t getULong(const char *key, uint32_t other = 0) const { return get(key, PT_U32, other); }
  int64_t getLong64(const char *key, int64_t other = 0) const { return get(key, PT_I64, other); }
  uint64_t getULong64(const char *key, uint64_t other = 0) const { return get(key, PT_U64, other); }
  bool getBool(const char *key, bool other = false) const { return get(key, PT_U8, static_cast<uint8_t>(other)) == 1; }
  float getFloat(const char *key, float other = NAN) const { return get(key, PT_BLOB, other); }
  double getDouble(const char *key, double other = NAN) const { return get(key, PT_BLOB, other); }
  String getString(const char *key, const String &other = String()) const;
  // The length with its final zero; 0, and nothing written, when it does not fit.
  size_t getString(const char *key, char *buffer, size_t size) const;
  size_t getBytesLength(const char *key) const;
  size_t getBytes(const char *key, void *buffer, size_t size) const;

 private:
  struct Value {
    PreferenceType type;
    std::vector<uint8_t> bytes;
  };
  typedef std::map<String, Value> Space;

  static std::map<String, Space> &spaces();

  const Value *find(const char *key) const;
  const Value *find(const char *key, PreferenceType type) const;
  bool store(const char *key, PreferenceType type, const void *bytes, size_t length);

  template <typename T>
  size_t put(const char *key, PreferenceType type, T value) {
    return store(key, type, &value, sizeof(value)) ? sizeof(value) : 0;
  }

  template <typename T>
  T get(const char *key, PreferenceType type, T other) const {
    const Value *value = find(key, type);
    if (value && value->bytes.size() == sizeof(T)) {
      memcpy(&other, value->bytes.data(), sizeof(T));
    }
    return other;
  }

  Space *space_ = nullptr;
  bool readOnly_ = false;
};
