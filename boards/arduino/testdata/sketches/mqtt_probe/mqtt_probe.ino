// An MQTT client that obeys one command a line on its UART, and prints each message.

#include <PubSubClient.h>

#if defined(ESP8266)
#include <ESP8266WiFi.h>
#else
#include <WiFi.h>
#endif
#include <StreamString.h>
#include <WiFiClientSecure.h>
#include <sys/time.h>

static WiFiClient plain;
static WiFiClientSecure secure;
static PubSubClient *mqtt;
static String host;
static StreamString copied;
static String answer;  // what the callback publishes, under "answer"
static unsigned messages;

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
  mqtt = new PubSubClient(plain);
  mqtt->setCallback(heard);
}

void loop() {
  String argument = Serial.readStringUntil('\n');
  String name = word1(argument);
  if (name.length() == 0)
    return;
  if (!boardCommand(name, argument) && !settingCommand(name, argument) && !connectCommand(name, argument) &&
      !messageCommand(name, argument)) {
    Serial.println("unknown command " + name);
  }
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
    if (Serial.readBytes(&c, 1) != 1)
      break;
    text += c;
  }
  return text;
}

void heard(char *topic, byte *payload, unsigned int length) {
  messages++;
  Serial.printf("message %s %u [%.*s]\n", topic, length, length > 60 ? 0 : (int)length, (const char *)payload);
  if (answer.length() > 0) {
    Serial.printf("answered %d\n", mqtt->publish("answer", answer.c_str()));
  }
}

bool boardCommand(const String &name, const String &argument) {
  if (name == "wifi") {
    WiFi.begin("bench", "password");
    while (WiFi.status() != WL_CONNECTED)
      delay(50);
  } else if (name == "restart") {
    ESP.restart();
  } else if (name == "state?") {
    Serial.printf("connected %d state %d\n", mqtt->connected(), mqtt->state());
  } else if (name == "take") {
    // Runs the client's loop until so many messages were heard in all, or two minutes of board time have passed.
    unsigned long start = millis();
    while ((long)messages < argument.toInt() && millis() - start < 120000)
      mqtt->loop();
    Serial.printf("heard %u\n", messages);
  } else if (name == "until") {
    // The same until the connection ends; the time it took, in rounded seconds.
    unsigned long start = millis();
    while (mqtt->loop() && millis() - start < 120000) {
    }
    Serial.printf("took %lu s, state %d\n", (millis() - start + 500) / 1000, mqtt->state());
  } else if (name == "spend") {
    // So many seconds of board time.
    unsigned long start = millis();
    while (millis() - start < (unsigned long)argument.toInt() * 1000)
      mqtt->loop();
  } else {
    return false;
  }
  return true;
}

// Has the TLS client trust this authority.
void trust(const String &text) {
  static String pem;
  pem = text;
#if defined(ESP8266)
  static BearSSL::X509List *list;
  list = new BearSSL::X509List(pem.c_str());
  secure.setTrustAnchors(list);
#else
  secure.setCACert(pem.c_str());
#endif
}

bool settingCommand(const String &name, String argument) {
  if (name == "server") {
    host = word1(argument);
    mqtt->setServer(host.c_str(), argument.toInt());
  } else if (name == "address") {
    IPAddress address;
    address.fromString(word1(argument));
    mqtt->setServer(address, argument.toInt());
  } else if (name == "secure") {
    mqtt->setClient(secure);
  } else if (name == "ca") {
    trust(block(argument));
  } else if (name == "clock") {
#if defined(ESP8266)
    timeval now = {argument.toInt(), 0};
    settimeofday(&now, nullptr);
#endif
  } else if (name == "insecure") {
    secure.setInsecure();
  } else if (name == "keepalive") {
    mqtt->setKeepAlive(argument.toInt());
  } else if (name == "patience") {
    mqtt->setSocketTimeout(argument.toInt());
  } else if (name == "size") {
    bool done = mqtt->setBufferSize(argument.toInt());
    Serial.printf("size %d %u\n", done, mqtt->getBufferSize());
  } else if (name == "answer") {
    answer = argument;
  } else if (name == "stream") {
    mqtt->setStream(copied);
  } else if (name == "copied") {
    Serial.printf("copied %u [%c..%c]\n", copied.length(), copied[0], copied[copied.length() - 1]);
  } else {
    return false;
  }
  return true;
}

bool connectCommand(const String &name, String argument) {
  unsigned long start = millis();
  bool done;
  if (name == "connect") {
    done = mqtt->connect(argument.c_str());
  } else if (name == "connectuser") {
    String user = word1(argument);
    done = mqtt->connect("id", user.c_str(), argument.c_str());
  } else if (name == "connectwill") {
    done = mqtt->connect("id", "will/topic", 1, true, argument.c_str());
  } else if (name == "connectall") {
    done = mqtt->connect("id", "user", "password", "will/topic", 2, false, "gone", false);
  } else if (name == "tcp") {
    Serial.printf("tcp %d\n", plain.connect(host.c_str(), argument.toInt()));
    return true;
  } else if (name == "disconnect") {
    mqtt->disconnect();
    Serial.printf("left, state %d\n", mqtt->state());
    return true;
  } else {
    return false;
  }
  Serial.printf("connect %d state %d, %lu s\n", done, mqtt->state(), (millis() - start + 500) / 1000);
  return true;
}

// A text of so many letters.
String letters(long count) {
  String text;
  text.reserve(count);
  while ((long)text.length() < count)
    text += (char)('a' + text.length() % 26);
  return text;
}

bool messageCommand(const String &name, String argument) {
  bool done;
  if (name == "publish") {
    String topic = word1(argument);
    done = mqtt->publish(topic.c_str(), argument.c_str());
  } else if (name == "retain") {
    String topic = word1(argument);
    done = mqtt->publish(topic.c_str(), (const uint8_t *)argument.c_str(), argument.length(), true);
  } else if (name == "letters") {
    String topic = word1(argument);
    String text = letters(argument.toInt());
    done = mqtt->publish(topic.c_str(), (const uint8_t *)text.c_str(), text.length());
  } else if (name == "flash") {
    String topic = word1(argument);
    String text = letters(argument.toInt());
    done = mqtt->publish_P(topic.c_str(), text.c_str(), false);
  } else if (name == "pieces") {
    done = mqtt->beginPublish("pieces", 9, true) && mqtt->print("one") == 3 && mqtt->print("two") == 3 &&
           mqtt->write('3') == 1 && mqtt->write((const uint8_t *)"45", 2) == 2 && mqtt->endPublish() == 1;
  } else if (name == "subscribe") {
    String topic = word1(argument);
    done = argument.length() > 0 ? mqtt->subscribe(topic.c_str(), argument.toInt()) : mqtt->subscribe(topic.c_str());
  } else if (name == "unsubscribe") {
    done = mqtt->unsubscribe(argument.c_str());
  } else {
    return false;
  }
  Serial.printf("%s %d\n", name.c_str(), done);
  return true;
}
