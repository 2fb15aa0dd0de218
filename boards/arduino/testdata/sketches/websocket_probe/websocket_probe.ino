// A WebSocket client that obeys one command a line on its UART, and prints each event.

#include <WebSocketsClient.h>

#if defined(ESP8266)
#include <ESP8266WiFi.h>
#include <sys/time.h>
#else
#include <WiFi.h>
#endif

static WebSocketsClient *socket1;
static String ca;
static unsigned unseen[WStype_PONG + 1];  // events of each type that no "await" has asked for yet
static String greeting;                   // sent by the handler when it hears of the connection
static bool leaveOnText;                  // the handler disconnects at a text

void setup() {
  Serial.begin(115200);
  Serial.setTimeout(60000);
  socket1 = new WebSocketsClient();
  socket1->onEvent(heard);
}

void loop() {
  String argument = Serial.readStringUntil('\n');
  String name = word1(argument);
  if (name.length() == 0)
    return;
  if (!boardCommand(name, argument) && !beginCommand(name, argument) && !settingCommand(name, argument) &&
      !sendCommand(name, argument)) {
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

void heard(WStype_t type, uint8_t *payload, size_t length) {
  static const char *const names[] = {"error",     "disconnected", "connected",    "text", "binary", "text-start",
                                      "bin-start", "fragment",     "fragment-fin", "ping", "pong"};
  unseen[type]++;
  Serial.printf("event %s %u", names[type], (unsigned)length);
  if (payload == nullptr) {
    Serial.printf(" null\n");
  } else if (strlen((const char *)payload) != length) {
    Serial.printf(" [%02x..%02x]\n", payload[0], payload[length - 1]);
  } else if (length > 100) {
    Serial.printf(" [%c..%c]\n", payload[0], payload[length - 1]);
  } else {
    Serial.printf(" [%s]\n", (const char *)payload);
  }
  if (type == WStype_CONNECTED && greeting.length() > 0)
    socket1->sendTXT(greeting);
  if (type == WStype_TEXT && leaveOnText)
    socket1->disconnect();
}

// Runs the client's loop until an event of that type was heard. Two minutes of board time are enough, and so are twenty
// connections that ended: a client that fails must not wear out the server that looks on.
void await(WStype_t type) {
  unsigned long start = millis();
  unsigned before = unseen[WStype_DISCONNECTED];
  while (unseen[type] == 0 && millis() - start < 120000 && unseen[WStype_DISCONNECTED] - before < 20) {
    socket1->loop();
  }
  if (unseen[type] == 0) {
    Serial.printf("waited in vain\n");
  } else {
    unseen[type]--;
  }
}

bool boardCommand(const String &name, const String &argument) {
  if (name == "wifi") {
    WiFi.begin("bench", "password");
    while (WiFi.status() != WL_CONNECTED)
      delay(50);
  } else if (name == "restart") {
    ESP.restart();
  } else if (name == "fresh") {
    delete socket1;
    socket1 = new WebSocketsClient();
    socket1->onEvent(heard);
  } else if (name == "run") {
    // So many turns of the loop.
    for (long left = argument.toInt(); left > 0; left--)
      socket1->loop();
  } else if (name == "open?") {
    Serial.printf("open %d\n", socket1->isConnected());
  } else if (name == "await") {
    await(argument == "connected"      ? WStype_CONNECTED
          : argument == "disconnected" ? WStype_DISCONNECTED
          : argument == "text"         ? WStype_TEXT
          : argument == "binary"       ? WStype_BIN
          : argument == "fragment-fin" ? WStype_FRAGMENT_FIN
          : argument == "ping"         ? WStype_PING
                                       : WStype_PONG);
  } else if (name == "timed") {
    // The board time from here to the next end, in rounded seconds.
    unsigned long start = millis();
    await(WStype_DISCONNECTED);
    Serial.printf("took %lu s\n", (millis() - start + 500) / 1000);
  } else {
    return false;
  }
  return true;
}

bool beginCommand(const String &name, String argument) {
  if (name == "ca") {
    ca = block(argument);
    return true;
  }
  if (name == "clock") {
#if defined(ESP8266)
    timeval now = {argument.toInt(), 0};
    settimeofday(&now, nullptr);
#endif
    return true;
  }
  if (!name.startsWith("begin"))
    return false;
  String host = word1(argument);
  uint16_t port = word1(argument).toInt();
  String url = word1(argument);
  if (name == "begin") {
    socket1->begin(host.c_str(), port, url.c_str());
  } else if (name == "beginprotocol") {
    socket1->begin(host, port, url, argument);
  } else if (name == "beginaddress") {
    IPAddress address;
    address.fromString(host);
    socket1->begin(address, port);
  } else if (name == "beginssl") {
    socket1->beginSSL(host.c_str(), port, url.c_str());
  } else if (name == "beginfingerprint") {
    socket1->beginSSL(host, port, url, argument);
  } else if (name == "beginca") {
    socket1->beginSslWithCA(host.c_str(), port, url.c_str(), ca.c_str());
#if defined(ESP8266)
  } else if (name == "beginbytes") {
    uint8_t sha1[20];
    for (int i = 0; i < 20; i++)
      sha1[i] = strtol(argument.substring(2 * i, 2 * i + 2).c_str(), nullptr, 16);
    socket1->beginSSL(host.c_str(), port, url.c_str(), sha1);
  } else if (name == "beginlist") {
    socket1->beginSslWithCA(host.c_str(), port, url.c_str(), new BearSSL::X509List(ca.c_str()));
#endif
  } else if (name == "beginnoca") {
    socket1->beginSslWithCA(host.c_str(), port, url.c_str());
  } else {
    return false;
  }
  return true;
}

bool settingCommand(const String &name, String argument) {
  if (name == "greet") {
    greeting = argument;
  } else if (name == "leave") {
    leaveOnText = true;
  } else if (name == "interval") {
    socket1->setReconnectInterval(argument.toInt());
  } else if (name == "heartbeat") {
    uint32_t ping = word1(argument).toInt();
    uint32_t pong = word1(argument).toInt();
    socket1->enableHeartbeat(ping, pong, argument.toInt());
  } else if (name == "noheartbeat") {
    socket1->disableHeartbeat();
  } else if (name == "headers") {
    argument.replace("|", "\r\n");
    socket1->setExtraHeaders(argument.c_str());
  } else if (name == "noheaders") {
    socket1->setExtraHeaders();
  } else if (name == "login") {
    String user = word1(argument);
    socket1->setAuthorization(user.c_str(), argument.c_str());
  } else if (name == "token") {
    socket1->setAuthorization(argument.c_str());
  } else {
    return false;
  }
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

bool sendCommand(const String &name, String argument) {
  bool sent;
  if (name == "text") {
    sent = socket1->sendTXT(argument);
  } else if (name == "chars") {
    sent = socket1->sendTXT(argument.c_str());
  } else if (name == "letters") {
    String text = letters(argument.toInt());
    sent = socket1->sendTXT((const uint8_t *)text.c_str(), text.length());
  } else if (name == "binary") {
    static const uint8_t bytes[] = {0, 1, 0xFE, 0xFF, 0};
    sent = socket1->sendBIN(bytes, sizeof(bytes));
  } else if (name == "behind") {
    // The text lies behind room for a header.
    String buffer = letters(WEBSOCKETS_MAX_HEADER_SIZE) + argument;
    sent = socket1->sendTXT((uint8_t *)buffer.begin(), argument.length(), true);
  } else if (name == "ping") {
    sent = socket1->sendPing(argument);
  } else if (name == "disconnect") {
    socket1->disconnect();
    return true;
  } else {
    return false;
  }
  Serial.printf("sent %d\n", sent);
  return true;
}
