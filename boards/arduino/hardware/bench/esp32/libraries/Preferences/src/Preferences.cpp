#include "Preferences.h"

namespace {

// NVS_KEY_NAME_MAX_SIZE - 1 of ESP-IDF: for keys and for namespaces.
constexpr size_t kLongestName = 15;

// Entries of the partition "nvs" as the default partition table has it: 5 pages of 4096 bytes, one of them kept free,
// with 126 entries of 32 bytes each.
constexpr size_t kEntries = 4 * 126;
constexpr size_t kEntry = 32;

bool isName(const char *name) { return name && *name && strlen(name) <= kLongestName; }

// A number has an entry; longer values have more for their bytes.
size_t entriesFor(PreferenceType type, size_t bytes) {
  return type < PT_STR ? 1 : 1 + (bytes + kEntry - 1) / kEntry;
}

}  // namespace

std::map<String, Preferences::Space> &Preferences::spaces() {
  static std::map<String, Space> all;
  return all;
}

bool Preferences::begin(const char *name, bool readOnly, const char *label) {
  if (space_ || !isName(name) || (label && strcmp(label, "nvs") != 0)) {
    return false;
  }
  if (readOnly && spaces().count(name) == 0) {
    log_e("namespace %s not found", name);
    return false;
  }
  space_ = &spaces()[name];
  readOnly_ = readOnly;
  return true;
}

bool Preferences::clear() {
  if (!space_ || readOnly_) {
    return false;
  }
  space_->clear();
  return true;
}

bool Preferences::remove(const char *key) { return space_ && !readOnly_ && isName(key) && space_->erase(key) > 0; }

PreferenceType Preferences::getType(const char *key) const {
  const Value *value = find(key);
  return value ? value->type : PT_INVALID;
}

size_t Preferences::freeEntries() const {
  size_t used = 0;
  for (const auto &space : spaces()) {
    used++;
    for (const auto &value : space.second) {
      used += entriesFor(value.second.type, value.second.bytes.size());
    }
  }
  return used < kEntries ? kEntries - used : 0;
}

const Preferences::Value *Preferences::find(const char *key) const {
  if (!space_ || !isName(key)) {
    return nullptr;
  }
  auto place = space_->find(key);
  return place != space_->end() ? &place->second : nullptr;
}

const Preferences::Value *Preferences::find(const char *key, PreferenceType type) const {
  const Value *value = find(key);
  return value && value->type == type ? value : nullptr;
}

bool Preferences::store(const char *key, PreferenceType type, const void *bytes, size_t length) {
  if (!space_ || readOnly_ || !isName(key)) {
    return false;
  }
  if (!find(key, type) && freeEntries() < entriesFor(type, length)) {
    log_e("no room for %s", key);
    return false;
  }
  const uint8_t *first = static_cast<const uint8_t *>(bytes);
  (*space_)[key] = {type, std::vector<uint8_t>(first, first + length)};
  return true;
}

size_t Preferences::putString(const char *key, const char *value) {
  return value && store(key, PT_STR, value, strlen(value) + 1) ? strlen(value) : 0;
}

size_t Preferences::putBytes(const char *key, const void *bytes, size_t length) {
  return bytes && length && store(key, PT_BLOB, bytes, length) ? length : 0;
}

String Preferences::getString(const char *key, const String &other) const {
  const Value *value = find(key, PT_STR);
  return value ? String(reinterpret_cast<const char *>(value->bytes.data())) : other;
}

size_t Preferences::getString(const char *key, char *buffer, size_t size) const {
  const Value *value = find(key, PT_STR);
  if (!value || !buffer || value->bytes.size() > size) {
    return 0;
  }
  memcpy(buffer, value->bytes.data(), value->bytes.size());
  return value->bytes.size();
}

size_t Preferences::getBytesLength(const char *key) const {
  const Value *value = find(key, PT_BLOB);
  return value ? value->bytes.size() : 0;
}

size_t Preferences::getBytes(const char *key, void *buffer, size_t size) const {
  const Value *value = find(key, PT_BLOB);
  if (!value || !buffer) {
    return 0;
  }
  if (value->bytes.size() > size) {
    log_e("%s holds %u bytes, the buffer has %u", key, static_cast<unsigned>(value->bytes.size()),
          static_cast<unsigned>(size));
    return 0;
  }
  memcpy(buffer, value->bytes.data(), value->bytes.size());
  return value->bytes.size();
}
