// What lasts, and what makes texts and hashes of bytes. Each value is printed by itself: the order in which a call's
// arguments are worked out is not told.
#ifndef ESP8266


bool storageCommand(const String &name) {
  if (name == "preferences") {
    numbersKept();
    textsKept();
    limitsKept();
  } else if (name == "eeprom") {
    bytesKept();
  } else {
    return false;
  }
  return true;
}

// Prints a value after its name.
static void show(const char *name, long long value) { Serial.printf("%s %lld\n", name, value); }

static void show(const char *name, const String &value) { Serial.printf("%s [%s]\n", name, value.c_str()); }

void numbersKept() {
  Preferences p;
  show("absent", p.begin("bench", true));
  show("closed", p.putInt("int", 1));
  show("begin", p.begin("bench"));
  show("twice", p.begin("bench"));
  show("int", p.putInt("int", -7));
  show("long", p.putULong64("long", 1ULL << 40));
  show("bool", p.putBool("bool", true));
  show("double", p.putDouble("double", 2.5));
  p.end();
  p.begin("bench", true);
  show("int", p.getInt("int"));
  show("long", p.getULong64("long"));
  show("bool", p.getBool("bool"));
  show("double", String(p.getDouble("double")));
  show("wrong type", p.getUInt("int", 42));
  show("none", p.getInt("no", -1));
  show("type", p.getType("int") == PT_I32);
  show("no type", p.getType("no") == PT_INVALID);
  show("read-only put", p.putInt("int", 1));
  show("read-only remove", p.remove("int"));
  show("read-only clear", p.clear());
}

void textsKept() {
  Preferences p;
  p.begin("bench");
  char small[4];
  show("put", p.putString("text", "hello"));
  show("text", p.getString("text"));
  show("other", p.getString("no", "other"));
  show("too small", p.getString("text", small, sizeof(small)));
  p.putString("text", String("x"));
  show("length", p.getString("text", small, sizeof(small)));
  show("replaced", small);
  show("remove", p.remove("text"));
  show("again", p.remove("text"));
  show("key", p.isKey("text"));
  show("clear", p.clear());
  show("key", p.isKey("int"));
}

void limitsKept() {
  Preferences p;
  show("name of 16", p.begin("sixteen_bytes_xx"));
  show("name of 15", p.begin("fifteen_bytes_x"));
  show("key of 16", p.putInt("sixteen_bytes_xx", 1));
  show("key of 15", p.putInt("fifteen_bytes_x", 1));
  static uint8_t large[20000];
  size_t before = p.freeEntries();
  show("large", p.putBytes("large", large, sizeof(large)));
  show("small", p.putBytes("small", large, 33));
  show("entries", before - p.freeEntries());
}

void bytesKept() {
  show("begin 5000", EEPROM.begin(5000));
  show("begin 64", EEPROM.begin(64));
  show("length", EEPROM.length());
  show("erased", EEPROM.read(0));
  show("outside", EEPROM.read(64) + EEPROM.read(-1));
  struct {
    uint32_t id;
    char name[4];
  } kept = {7, "abc"}, got;
  EEPROM.put(0, kept);
  EEPROM.write(64, 1);
  show("text", EEPROM.writeString(8, "hello"));
  show("text outside", EEPROM.writeString(60, "hello"));
  show("int", EEPROM.writeInt(20, -5));
  show("commit", EEPROM.commit());
  EEPROM.write(0, 99);
  EEPROM.end();
  show("closed", EEPROM.read(0));
  show("commit closed", EEPROM.commit());
  EEPROM.begin(32);
  EEPROM.get(0, got);
  show("id", got.id);
  show("name", got.name);
  show("text", EEPROM.readString(8));
  show("int", EEPROM.readInt(20));
  show("no text", EEPROM.readString(30));
  EEPROMClass first("one"), same("one"), other("two");
  first.begin(8);
  first.write(0, 5);
  first.commit();
  show("same name", same.begin(8) ? same.read(0) : -1);
  show("other name", other.begin(8) ? other.read(0) : -1);
}

bool hashCommand(const String &name) {
  if (name != "hash") return false;
  unsigned char hash[20];
  esp_sha(SHA1, (const unsigned char *)"abc", 3, hash);
  char text[64];
  base64_encodestate state;
  base64_init_encodestate(&state);
  int length = base64_encode_block((const char *)hash, 7, text, &state);
  length += base64_encode_block((const char *)hash + 7, 13, text + length, &state);
  length += base64_encode_blockend(text + length, &state);
  Serial.printf("sha %s %d of %d\n", text, length, base64_encode_expected_len(20));
  char back[64];
  int bytes = base64_decode_chars(text, length, back);
  Serial.printf("back %d, same %d\n", bytes, memcmp(back, hash, 20) == 0);
  for (const char *word : {"", "f", "fo", "foo", "foob"}) {
    base64_encode_chars(word, strlen(word), text);
    base64_decode_chars(text, strlen(text), back);
    Serial.printf("%s=%s ", back, text);
  }
  Serial.printf("random %d\n", REG_READ(WDEV_RND_REG) != READ_PERI_REG(WDEV_RND_REG));
  return true;
}

#endif
