// An HTTPClient by remote control: one command a line. Texts with more than a line follow their command, whose argument is
// their length. One sketch for all chips.

#include <StreamString.h>
#ifdef ESP8266
#include <ESP8266HTTPClient.h>
#include <ESP8266WiFi.h>
#else
#include <EEPROM.h>
#include <HTTPClient.h>
#include <Preferences.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>
#include <WiFiMulti.h>
#include <libb64/cdecode.h>
#include <libb64/cencode.h>
#include <sha/sha_parallel_engine.h>
#include <soc/wdev_reg.h>
#endif

WiFiClient plain;
WiFiClientSecure secure;
HTTPClient http;
String ca;

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
}

void loop() {
  String argument = Serial.readStringUntil('\n');
  String name = word1(argument);
  if (name.length() == 0) return;
  bool known = beginCommand(name, argument) || setCommand(name, argument) || requestCommand(name, argument) ||
               replyCommand(name, argument) || chipCommand(name, argument);
  if (!known) Serial.println("unknown command " + name);
}

// The first word of text, which loses it.
String word1(String &text) {
  int blank = text.indexOf(' ');
  String first = blank < 0 ? text : text.substring(0, blank);
  text = blank < 0 ? String() : text.substring(blank + 1);
  return first;
}

String block(const String &argument) {
  String text;
  for (long left = argument.toInt(); left > 0; left--) {
    char c;
    if (Serial.readBytes(&c, 1) != 1) break;
    text += c;
  }
  return text;
}

void trust() {
#ifdef ESP8266
  static BearSSL::X509List anchors;
  anchors.append(ca.c_str());
  secure.setTrustAnchors(&anchors);
#else
  secure.setCACert(ca.c_str());
#endif
}

bool beginCommand(const String &name, String argument) {
  if (name == "wifi") {
    WiFi.mode(WIFI_STA);
    WiFi.begin("bench", "password");
    Serial.printf("wifi %d\n", WiFi.waitForConnectResult() == WL_CONNECTED);
  } else if (name == "ca") {
    ca = block(argument);
    trust();
#ifdef ESP8266
  } else if (name == "today") {
    // The time that certificates are judged by.
    secure.setX509Time(argument.toInt());
#endif
  } else if (name == "with") {
    Serial.printf("begin %d\n", http.begin(plain, argument));
  } else if (name == "tls") {
    Serial.printf("begin %d\n", http.begin(secure, argument));
  } else if (name == "at") {
    String host = word1(argument);
    String port = word1(argument);
    Serial.printf("begin %d\n", http.begin(plain, host, port.toInt(), argument));
#ifndef ESP8266
  } else if (name == "begin") {
    Serial.printf("begin %d\n", http.begin(argument));
  } else if (name == "beginca") {
    Serial.printf("begin %d\n", http.begin(argument, ca.c_str()));
#endif
  } else {
    return false;
  }
  return true;
}

bool setCommand(const String &name, String argument) {
  static const char *keys[] = {"X-One", "X-Two"};
  if (name == "reuse") {
    http.setReuse(argument.toInt());
  } else if (name == "http10") {
    http.useHTTP10(argument.toInt());
  } else if (name == "agent") {
    http.setUserAgent(argument);
  } else if (name == "user") {
    String user = word1(argument);
    http.setAuthorization(user.c_str(), argument.c_str());
  } else if (name == "token") {
    http.setAuthorizationType("Bearer");
    http.setAuthorization(argument.c_str());
  } else if (name == "timeout") {
    http.setTimeout(argument.toInt());
  } else if (name == "follow") {
    http.setFollowRedirects((followRedirects_t)argument.toInt());
  } else if (name == "limit") {
    http.setRedirectLimit(argument.toInt());
  } else if (name == "header") {
    String header = word1(argument);
    http.addHeader(header, argument);
  } else if (name == "front") {
    String header = word1(argument);
    http.addHeader(header, argument, true, false);
  } else if (name == "collect") {
    http.collectHeaders(keys, 2);
  } else if (name == "url") {
    Serial.printf("url %d\n", http.setURL(argument));
  } else {
    return false;
  }
  return true;
}

void report(int code) {
  Serial.printf("code %d [%s]\n", code, http.errorToString(code).c_str());
}

bool requestCommand(const String &name, String argument) {
  if (name == "GET") {
    report(http.GET());
  } else if (name == "POST") {
    report(http.POST(argument));
  } else if (name == "PUT") {
    report(http.PUT(argument));
  } else if (name == "PATCH") {
    report(http.PATCH((uint8_t *)argument.c_str(), argument.length()));
  } else if (name == "send") {
    String method = word1(argument);
    report(argument.length() ? http.sendRequest(method.c_str(), argument) : http.sendRequest(method.c_str()));
  } else if (name == "long") {
    String text;
    long count = argument.toInt();
    while ((long)text.length() < count) text += (char)('a' + text.length() % 26);
    report(http.POST((uint8_t *)text.c_str(), text.length()));
  } else if (name == "stream") {
    // The size that is promised, then the text.
    String size = word1(argument);
    StreamString source;
    source.print(argument);
    source.setTimeout(5);
    report(http.sendRequest("POST", &source, size.toInt()));
  } else if (name == "nostream") {
    report(http.sendRequest("POST", (Stream *)nullptr, 4));
  } else {
    return false;
  }
  return true;
}

// Takes so many bytes and no more.
class Small : public StreamString {
 public:
  explicit Small(size_t room) : room_(room) {}
  size_t write(const uint8_t *bytes, size_t count) override {
    size_t taken = min(count, room_);
    room_ -= taken;
    return StreamString::write(bytes, taken);
  }
  size_t write(uint8_t byte) override { return write(&byte, 1); }

 private:
  size_t room_;
};

bool replyCommand(const String &name, String argument) {
  if (name == "size") {
    Serial.printf("size %d\n", http.getSize());
  } else if (name == "body") {
    String text = http.getString();
    Serial.printf("body %u [%s]\n", (unsigned)text.length(), text.length() < 100 ? text.c_str() : "...");
  } else if (name == "copy") {
    Small sink(argument.length() ? argument.toInt() : 1000000);
    int count = http.writeToStream(&sink);
    Serial.printf("copy %d [%s]\n", count, sink.length() < 100 ? sink.c_str() : "...");
  } else if (name == "raw") {
    // Without the library's reading: a byte a time, until half a second is silent.
    Stream &stream = http.getStream();
    stream.setTimeout(500);
    String text = stream.readString();
    text.replace("\r\n", "|");
    Serial.printf("raw [%s]\n", text.c_str());
  } else if (name == "location") {
    Serial.printf("location [%s]\n", http.getLocation().c_str());
  } else if (name == "kept") {
    for (int i = 0; i < http.headers(); i++) Serial.printf("%s [%s]\n", http.headerName(i).c_str(), http.header(i).c_str());
    Serial.printf("by name [%s] has %d %d\n", http.header("x-one").c_str(), http.hasHeader("X-One"), http.hasHeader("X-Two"));
  } else if (name == "end") {
    http.end();
  } else if (name == "connected") {
    Serial.printf("connected %d\n", http.connected());
  } else if (name == "clock") {
    Serial.printf("clock %lu s\n", millis() / 1000);
  } else if (name == "wait") {
    delay(argument.toInt());
  } else if (name == "restart") {
    ESP.restart();
  } else {
    return false;
  }
  return true;
}
