Ticker early;
Ticker ticker;
Ticker other;
String seen;

void note(char c) { seen += c; }

void show(const char *name) {
  Serial.printf("%s [%s]\n", name, seen.c_str());
  seen = "";
}

void joinWiFi() {
  WiFi.mode(WIFI_STA);
  WiFi.begin("bench", "password");
  WiFi.waitForConnectResult();
}

bool tickerCommand(const String &name, uint16_t number) {
  if (name == "once") {
    ticker.once_ms(50, note, 'a');
    other.once(0.02, [] { note('b'); });
    Serial.printf("active %d\n", ticker.active());
    delay(200);
    show("once");
    Serial.printf("active %d\n", ticker.active());
  } else if (name == "attach") {
    // Five in a single pause: the third one is not the last.
    ticker.attach_ms(100, note, 'x');
    delay(550);
    ticker.detach();
    delay(300);
    show("attach");
  } else if (name == "long") {
    // A pause that is longer than the ESP8266's watchdog waits, with functions that look at the clock.
    ticker.attach(1, [] { note(millis() > 0 ? 'l' : '-'); });
    delay(5500);
    ticker.detach();
    show("long");
  } else if (name == "order") {
    ticker.attach(0.1, [] { note('1'); });
    other.attach_ms(70, note, '7');
    delay(250);
    ticker.detach();
    other.detach();
    show("order");
  } else if (name == "again") {
    // A function that gives its own Ticker another one.
    ticker.once_ms(10, [] {
      note('p');
      ticker.once_ms(10, [] { note('q'); });
    });
    delay(100);
    show("again");
  } else if (name == "within") {
    // A pause in such a function does not call the others.
    ticker.once_ms(10, [] {
      note('(');
      delay(50);
      note(')');
    });
    other.once_ms(20, note, '!');
    delay(200);
    show("within");
  } else if (name == "scheduled") {
    ticker.once_ms_scheduled(10, [] { note('s'); });
    delay(100);
    Serial.printf("in loop [%s]\n", seen.c_str());
  } else if (name == "seen") {
    show("seen");
  } else if (name == "polling") {
    // As sketches wait for a server's answer.
    WiFiClient client;
    bool over = false;
    joinWiFi();
    Serial.printf("connected %d\n", client.connect(IPAddress(127, 0, 0, 1), number));
    ticker.once_ms(50, +[](bool *over) { *over = true; }, &over);
    while (!over) client.available();
    Serial.println("polled");
  } else if (name == "guarded") {
    // As sketches guard against a server that never answers.
    WiFiClientSecure client;
    client.setInsecure();
    joinWiFi();
    ticker.once_ms(500, [] {
      Serial.println("taking too long");
      ESP.restart();
    });
    Serial.printf("connected %d\n", client.connect(IPAddress(127, 0, 0, 1), number));
  } else if (name == "gone") {
    {
      Ticker brief;
      brief.attach_ms(10, note, 'g');
    }
    delay(100);
    show("gone");
  } else {
    return false;
  }
  return true;
}
