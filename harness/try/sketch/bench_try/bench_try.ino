// Connects with a pin to a server, once for each order on its UART, and says how it went: so a pin is tried on the TLS stack that the
// board has. An order is the line "NAME PORT SECONDS LENGTH" (SECONDS since 1970 is what the clock is to say), and LENGTH bytes of PEM.
#if defined(ESP8266)
#include <ESP8266WiFi.h>
#else
#include <WiFi.h>
#endif
#include <WiFiClientSecure.h>

// The longest that a handshake may take, in seconds.
static const unsigned long kPatience = 30;

#if defined(ESP8266)

static int meet(const char *name, uint16_t port, unsigned long seconds, const char *pem, String &words) {
  BearSSL::X509List anchors(pem);
  BearSSL::WiFiClientSecure client;
  client.setTimeout(kPatience * 1000);
  client.setX509Time(seconds);
  client.setTrustAnchors(&anchors);
  bool connected = client.connect(name, port);
  char text[200] = "";
  int error = client.getLastSSLError(text, sizeof(text));
  words = text;
  client.stop();
  return connected ? 0 : error == 0 ? 1 : error;
}

#else

static int meet(const char *name, uint16_t port, unsigned long, const char *pem, String &words) {
  WiFiClientSecure client;
  client.setHandshakeTimeout(kPatience);
  client.setCACert(pem);
  bool connected = client.connect(name, port);
  char text[200] = "";
  int error = connected ? 0 : client.lastError(text, sizeof(text));
  words = text;
  client.stop();
  return connected ? 0 : error == 0 ? 1 : error;
}

#endif

// The first word of the line, which loses it.
static String word(String &line) {
  int blank = line.indexOf(' ');
  String first = blank < 0 ? line : line.substring(0, blank);
  line = blank < 0 ? String() : line.substring(blank + 1);
  return first;
}

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
  WiFi.mode(WIFI_STA);
  WiFi.begin("benchtrial", "benchtrial");
  while (WiFi.status() != WL_CONNECTED) delay(10);
}

void loop() {
  String line = Serial.readStringUntil('\n');
  if (line.length() == 0) return;
  String name = word(line);
  uint16_t port = word(line).toInt();
  unsigned long seconds = strtoul(word(line).c_str(), nullptr, 10);
  size_t length = line.toInt();
  char *pem = new char[length + 1];
  pem[Serial.readBytes(pem, length)] = 0;
  String words;
  int error = meet(name.c_str(), port, seconds, pem, words);
  delete[] pem;
  Serial.print("[try] error ");
  Serial.print(error);
  Serial.print(" ");
  Serial.println(words);
}
