// What String, Print and Stream make of many values, one line each: testdata/text.golden says what they should.

#define SHOW(expression)        \
  do {                          \
    Serial.print(#expression);  \
    Serial.print(" = [");       \
    Serial.print(expression);   \
    Serial.println("]");        \
  } while (0)

void showText() {
  numbers();
  strings();
  searches();
  changes();
  prints();
  streams();
  arduino();
}

void numbers() {
  SHOW(String(255, HEX));
  SHOW(String(-1, HEX));
  SHOW(String(-1));
  SHOW(String(5, BIN));
  SHOW(String(1.0 / 3));
  SHOW(String(2.5f, 0));
  SHOW(String(-1234.5678, 3));
  SHOW(String('x'));
  SHOW(String((uint8_t)200));
  SHOW(String(18446744073709551615ULL));
  SHOW(String("12abc").toInt());
  SHOW(String("99999999999").toInt());
  SHOW(String("-3.75e2").toDouble());
  SHOW(String("none").toInt());
}

void strings() {
  String s = "abc";
  SHOW(s + 1 + 'd' + 2.5 + F("f") + String("g"));
  SHOW("left " + s);
  SHOW(s.length());
  s += s;
  SHOW(s);
  SHOW(s == "abcabc");
  SHOW("abcabc" == s);
  SHOW(s != String("abcabc"));
  SHOW(String("a") < String("b"));
  SHOW(String("Straße").length());
  SHOW(s.equalsIgnoreCase("ABCabc"));
  SHOW(s.startsWith("abc"));
  SHOW(s.startsWith("bc", 1));
  SHOW(s.endsWith("bc"));
  SHOW(s[1]);
  SHOW((int)s[99]);
  SHOW(s.reserve(10));
  SHOW(s.concat((const char *)nullptr));
  SHOW(String((const char *)nullptr).length());
  SHOW(s.isEmpty());
  String moved = std::move(s);
  SHOW(moved);
  SHOW(s.length());
}

void searches() {
  String s = "one two one";
  SHOW(s.indexOf("one"));
  SHOW(s.indexOf("one", 1));
  SHOW(s.indexOf('z'));
  SHOW(s.indexOf("one", 99));
  SHOW(s.lastIndexOf('o'));
  SHOW(s.lastIndexOf("one"));
  SHOW(s.lastIndexOf("one", 7));
  SHOW(s.substring(4));
  SHOW(s.substring(4, 7));
  SHOW(s.substring(7, 4));
  SHOW(s.substring(99));
}

void changes() {
  String s = "  Mixed Case\r\n";
  s.trim();
  SHOW(s);
  s.toUpperCase();
  SHOW(s);
  s.toLowerCase();
  SHOW(s);
  s.replace("mixed", "a");
  SHOW(s);
  s.replace('a', 'e');
  SHOW(s);
  s.remove(0, 2);
  SHOW(s);
  s.remove(2);
  SHOW(s);
  s.setCharAt(0, 'X');
  SHOW(s);
  s.clear();
  SHOW(s);
  SHOW(base64::encode("any carnal pleas"));
  SHOW(base64::encode("a"));
}

void prints() {
  SHOW(42);
  SHOW(-42L);
  SHOW(true);
  SHOW((byte)7);
  SHOW(3.14159);
  SHOW(NAN);
  SHOW(1e10);
  SHOW(-INFINITY);
  SHOW(IPAddress(192, 168, 1, 20));
  Serial.println(255, HEX);
  Serial.println(-1, HEX);
  Serial.println(10, BIN);
  Serial.println(3.14159, 4);
  Serial.println(2.5, 0);
  Serial.print(65, 0);
  Serial.println();
  SHOW(Serial.print("four"));
  SHOW(Serial.println());
  SHOW(Serial.printf("%s %05d %.1f|", "text", 42, 2.25));
  SHOW(Serial.write((const uint8_t *)"raw\0byte", 8));
  String longText;
  for (int i = 0; i < 40; i++) longText += "0123456789";
  SHOW(Serial.printf("%s", longText.c_str()));
}

void streams() {
  StreamString s;
  s.print("12,-34 rest of line\nname=value;12.5x");
  s.setTimeout(5);
  SHOW(s.parseInt());
  SHOW(s.parseInt());
  SHOW(s.readStringUntil('\n'));
  SHOW(s.find("name="));
  char block[8] = "";
  SHOW(s.readBytesUntil(';', block, sizeof(block)));
  SHOW(block);
  SHOW(s.parseFloat());
  SHOW(s.peek());
  SHOW(s.available());
  SHOW(s.readString());
  SHOW(s.read());
  unsigned long start = millis();
  SHOW(s.readBytes(block, 4));
  SHOW(millis() - start >= 5);
  s.print("aaab");
  SHOW(s.find("aab"));
  s.print("one END two");
  SHOW(s.findUntil("two", "END"));
  SHOW(s.readString());
  SHOW(s.parseInt());
}

void arduino() {
  SHOW(map(5, 0, 10, 0, 100));
  SHOW(constrain(15, 0, 10));
  SHOW(min(3, 4));
  SHOW(bitRead(5, 2));
  SHOW(highByte(0x1234));
  SHOW(word(1, 2));
  SHOW(random(1));
  SHOW(random(5, 5));
  SHOW(IPAddress().fromString("256.1.1.1"));
  SHOW(IPAddress().fromString("10.0.0.1"));
  randomSeed(7);
  long first = random(1000000);
  randomSeed(7);
  SHOW(first == random(1000000));
  pinMode(4, INPUT_PULLUP);
  SHOW(digitalRead(4));
  pinMode(5, OUTPUT);
  digitalWrite(5, HIGH);
  SHOW(digitalRead(5));
}
