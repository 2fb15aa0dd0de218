static void sum(const char *name, MD5Builder &md5) {
  md5.calculate();
  Serial.printf("%s %s\n", name, md5.toString().c_str());
}

bool md5Command(const String &name) {
  if (name != "md5") return false;
  MD5Builder md5;
  Serial.printf("unused %s\n", md5.toString().c_str());
  md5.begin();
  sum("empty", md5);
  md5.begin();
  md5.add("a");
  md5.add(String("bc"));
  sum("abc", md5);
  for (int length : {55, 56, 64, 1000}) {
    md5.begin();
    for (int i = 0; i < length; i++) md5.add("x");
    sum(String(length).c_str(), md5);
  }
  md5.begin();
  md5.addHexString("616263");
  md5.calculate();
  uint8_t bytes[16];
  char text[33];
  md5.getBytes(bytes);
  md5.getChars(text);
  Serial.printf("hex %02x %02x %s\n", bytes[0], bytes[15], text);
  StreamString stream;
  stream.print("abcdef");
  stream.setTimeout(1);
  md5.begin();
  Serial.printf("stream %d\n", md5.addStream(stream, 3));
  sum("abc", md5);
  md5.begin();
  Serial.printf("short %d\n", md5.addStream(stream, 4));
  sum("def", md5);
  return true;
}
