#include "PubSubClient.h"

namespace mqtt = bench::mqtt;

using mqtt::Bytes;
using mqtt::KeepAlive;
using mqtt::Packet;
using mqtt::PacketReader;
using mqtt::PacketWriter;

namespace {

#if MQTT_VERSION == MQTT_VERSION_3_1
constexpr char kProtocol[] = "MQIsdp";
#else
constexpr char kProtocol[] = "MQTT";
#endif

// Flags of a CONNECT (section 3.1.2.3).
constexpr uint8_t kCleanSession = 0x02;
constexpr uint8_t kWill = 0x04;
constexpr uint8_t kWillRetain = 0x20;
constexpr uint8_t kPassword = 0x40;
constexpr uint8_t kUser = 0x80;

uint16_t numberAt(const uint8_t *bytes) { return bytes[0] << 8 | bytes[1]; }

}  // namespace

// --- Connecting ---

boolean PubSubClient::connect(const char *id) {
  return login({id, nullptr, nullptr, nullptr, 0, false, nullptr, true});
}

boolean PubSubClient::connect(const char *id, const char *user, const char *password) {
  return login({id, user, password, nullptr, 0, false, nullptr, true});
}

boolean PubSubClient::connect(const char *id, const char *willTopic, uint8_t willQos, boolean willRetain,
                              const char *willMessage) {
  return login({id, nullptr, nullptr, willTopic, willQos, willRetain, willMessage, true});
}

boolean PubSubClient::connect(const char *id, const char *user, const char *password, const char *willTopic,
                              uint8_t willQos, boolean willRetain, const char *willMessage) {
  return login({id, user, password, willTopic, willQos, willRetain, willMessage, true});
}

boolean PubSubClient::connect(const char *id, const char *user, const char *password, const char *willTopic,
                              uint8_t willQos, boolean willRetain, const char *willMessage, boolean cleanSession) {
  return login({id, user, password, willTopic, willQos, willRetain, willMessage, cleanSession});
}

boolean PubSubClient::login(const Login &login) {
  if (connected()) {
    return true;
  }
  if (!client_ || !dial()) {
    state_ = MQTT_CONNECT_FAILED;
    return false;
  }
  lastId_ = 0;
  keepAlive_.start(keepAliveSeconds_ * 1000UL, millis());
  if (!send(connectPacket(login))) {
    return lose(MQTT_CONNECT_FAILED);
  }
  return awaitAnswer();
}

bool PubSubClient::dial() {
  if (client_->connected()) {
    return true;
  }
  return (host_ ? client_->connect(host_, port_) : client_->connect(address_, port_)) == 1;
}

Bytes PubSubClient::connectPacket(const Login &login) {
  uint8_t flags = login.cleanSession ? kCleanSession : 0;
  if (login.willTopic) {
    flags |= kWill | login.willQos << 3 | (login.willRetain ? kWillRetain : 0);
  }
  if (login.user) {
    flags |= kUser | (login.password ? kPassword : 0);
  }
  PacketWriter packet(buffer(), bufferSize_);
  packet.text(kProtocol);
  packet.byte(MQTT_VERSION);
  packet.byte(flags);
  packet.number(keepAliveSeconds_);
  packet.text(login.id);
  if (login.willTopic) {
    packet.text(login.willTopic);
    packet.text(login.willMessage ? login.willMessage : "");
  }
  if (login.user) {
    packet.text(login.user);
    if (login.password) {
      packet.text(login.password);
    }
  }
  return packet.finish(mqtt::kConnect);
}

// Waits for the CONNACK.
boolean PubSubClient::awaitAnswer() {
  Packet answer;
  if (!PacketReader(*client_, buffer(), bufferSize_, patience(), nullptr).read(answer)) {
    return lose(MQTT_CONNECTION_TIMEOUT);
  }
  if (answer.first != mqtt::kConnack || answer.length != 2 || !answer.whole) {
    return lose(MQTT_DISCONNECTED);
  }
  uint8_t code = answer.body[1];
  if (code != MQTT_CONNECTED) {
    return lose(code);
  }
  keepAlive_.heard(millis());
  state_ = MQTT_CONNECTED;
  return true;
}

boolean PubSubClient::lose(int state) {
  state_ = state;
  client_->stop();
  return false;
}

void PubSubClient::disconnect() {
  if (client_ && client_->connected()) {
    send(PacketWriter(buffer(), bufferSize_).finish(mqtt::kDisconnect));
    client_->flush();
    client_->stop();
  }
  state_ = MQTT_DISCONNECTED;
}

boolean PubSubClient::connected() {
  if (!client_ || state_ != MQTT_CONNECTED) {
    return false;
  }
  return client_->connected() ? true : lose(MQTT_CONNECTION_LOST);
}

// --- The turn of the loop ---

boolean PubSubClient::loop() {
  if (!connected() || !keepAlive()) {
    return false;
  }
  if (client_->available() <= 0) {
    return true;
  }
  Packet packet;
  if (!PacketReader(*client_, buffer(), bufferSize_, patience(), stream_).read(packet)) {
    return lose(MQTT_CONNECTION_TIMEOUT);
  }
  keepAlive_.heard(millis());
  take(packet);
  return connected();
}

boolean PubSubClient::keepAlive() {
  switch (keepAlive_.poll(millis())) {
    case KeepAlive::Due::kPing:
      send(PacketWriter(buffer(), bufferSize_).finish(mqtt::kPingreq));
      return true;
    case KeepAlive::Due::kDead:
      return lose(MQTT_CONNECTION_TIMEOUT);
    case KeepAlive::Due::kNothing:
      break;
  }
  return true;
}

void PubSubClient::take(const Packet &packet) {
  if (!packet.whole) {
    return;
  }
  switch (packet.first & mqtt::kTypeMask) {
    case mqtt::kPublish:
      deliver(packet);
      break;
    case mqtt::kPingresp:
      keepAlive_.pingAnswered();
      break;
    case mqtt::kPingreq:
      send(PacketWriter(buffer(), bufferSize_).finish(mqtt::kPingresp));
      break;
  }
}

void PubSubClient::deliver(const Packet &packet) {
  bool acknowledge = (packet.first & mqtt::kQosMask) == mqtt::kQos1;
  size_t overhead = 2 + (packet.first & mqtt::kQosMask ? 2 : 0);
  if (packet.length < overhead || packet.length - overhead < numberAt(packet.body)) {
    return;
  }
  size_t topicLength = numberAt(packet.body);
  uint8_t *rest = packet.body + 2 + topicLength;
  // The callback may use the buffer, so the id is read before it is called.
  uint16_t id = acknowledge ? numberAt(rest) : 0;
  if (callback_) {
    // The topic moves to make room for the zero behind it; its length is not needed any more.
    char *topic = reinterpret_cast<char *>(packet.body);
    memmove(topic, topic + 2, topicLength);
    topic[topicLength] = 0;
    callback_(topic, packet.body + overhead + topicLength, packet.length - overhead - topicLength);
  }
  if (acknowledge && connected()) {
    PacketWriter answer(buffer(), bufferSize_);
    answer.number(id);
    send(answer.finish(mqtt::kPuback));
  }
}

// --- Messages ---

bool PubSubClient::send(Bytes packet) {
  if (!packet.start || client_->write(packet.start, packet.count) != packet.count) {
    return false;
  }
  keepAlive_.sent(millis());
  return true;
}

boolean PubSubClient::publish(const char *topic, const char *payload) { return publish(topic, payload, false); }

boolean PubSubClient::publish(const char *topic, const char *payload, boolean retained) {
  return publish(topic, reinterpret_cast<const uint8_t *>(payload), payload ? strlen(payload) : 0, retained);
}

boolean PubSubClient::publish(const char *topic, const uint8_t *payload, unsigned int length) {
  return publish(topic, payload, length, false);
}

boolean PubSubClient::publish(const char *topic, const uint8_t *payload, unsigned int length, boolean retained) {
  if (!connected()) {
    return false;
  }
  PacketWriter packet(buffer(), bufferSize_);
  packet.text(topic);
  packet.bytes(payload, length);
  return send(packet.finish(mqtt::kPublish | (retained ? mqtt::kRetain : 0)));
}

boolean PubSubClient::publish_P(const char *topic, const char *payload, boolean retained) {
  return publish_P(topic, reinterpret_cast<const uint8_t *>(payload), payload ? strlen_P(payload) : 0, retained);
}

boolean PubSubClient::publish_P(const char *topic, const uint8_t *payload, unsigned int length, boolean retained) {
  return beginPublish(topic, length, retained) && write(payload, length) == length && endPublish() == 1;
}

boolean PubSubClient::beginPublish(const char *topic, unsigned int length, boolean retained) {
  if (!connected()) {
    return false;
  }
  PacketWriter packet(buffer(), bufferSize_);
  packet.text(topic);
  return send(packet.finish(mqtt::kPublish | (retained ? mqtt::kRetain : 0), length));
}

int PubSubClient::endPublish() { return 1; }

size_t PubSubClient::write(uint8_t byte) { return write(&byte, 1); }

size_t PubSubClient::write(const uint8_t *bytes, size_t count) {
  if (!client_ || count == 0) {
    return 0;
  }
  keepAlive_.sent(millis());
  return client_->write(bytes, count);
}

boolean PubSubClient::subscribe(const char *topic, uint8_t qos) {
  return qos <= 1 && request(mqtt::kSubscribe, topic, qos);
}

boolean PubSubClient::unsubscribe(const char *topic) { return request(mqtt::kUnsubscribe, topic, -1); }

// A packet with an id and one topic; a negative qos is left out.
boolean PubSubClient::request(uint8_t type, const char *topic, int qos) {
  if (!topic || !connected()) {
    return false;
  }
  // An id is never 0 (section 2.3.1).
  lastId_ = lastId_ == 0xFFFF ? 1 : lastId_ + 1;
  PacketWriter packet(buffer(), bufferSize_);
  packet.number(lastId_);
  packet.text(topic);
  if (qos >= 0) {
    packet.byte(qos);
  }
  return send(packet.finish(type));
}
