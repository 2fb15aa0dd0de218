// PubSubClient: an MQTT 3.1.1 client over any Arduino Client: publishes with QoS 0, subscribes with QoS 0 or 1.
//
// The public API is that of PubSubClient 2.8 (pubsubclient.knolleary.net/api). README.md of this library lists what it
// does on the wire, and the sources.
#pragma once

#include <Arduino.h>

#include <functional>
#include <memory>

#include "mqtt/keep_alive.h"
#include "mqtt/packet.h"

#define MQTT_VERSION_3_1 3
#define MQTT_VERSION_3_1_1 4
#ifndef MQTT_VERSION
#define MQTT_VERSION MQTT_VERSION_3_1_1
#endif

// Bytes of the longest packet, header included, unless setBufferSize() was called.
#ifndef MQTT_MAX_PACKET_SIZE
#define MQTT_MAX_PACKET_SIZE 256
#endif

// Seconds, unless setKeepAlive() was called.
#ifndef MQTT_KEEPALIVE
#define MQTT_KEEPALIVE 15
#endif

// Seconds, unless setSocketTimeout() was called.
#ifndef MQTT_SOCKET_TIMEOUT
#define MQTT_SOCKET_TIMEOUT 15
#endif

// What state() returns. From 1 on they are the server's reasons not to connect.
#define MQTT_CONNECTION_TIMEOUT -4
#define MQTT_CONNECTION_LOST -3
#define MQTT_CONNECT_FAILED -2
#define MQTT_DISCONNECTED -1
#define MQTT_CONNECTED 0
#define MQTT_CONNECT_BAD_PROTOCOL 1
#define MQTT_CONNECT_BAD_CLIENT_ID 2
#define MQTT_CONNECT_UNAVAILABLE 3
#define MQTT_CONNECT_BAD_CREDENTIALS 4
#define MQTT_CONNECT_UNAUTHORIZED 5

#define MQTT_CALLBACK_SIGNATURE std::function<void(char *, uint8_t *, unsigned int)> callback

class PubSubClient : public Print {
 public:
  // Topic and payload lie in the client's one buffer: they are gone when the callback returns, or has published.
  typedef std::function<void(char *topic, uint8_t *payload, unsigned int length)> Callback;

  PubSubClient() = default;
  PubSubClient(Client &client);
  PubSubClient(IPAddress address, uint16_t port, Client &client);
  PubSubClient(IPAddress address, uint16_t port, Client &client, Stream &stream);
  PubSubClient(IPAddress address, uint16_t port, Callback callback, Client &client);
  PubSubClient(IPAddress address, uint16_t port, Callback callback, Client &client, Stream &stream);
  PubSubClient(uint8_t *address, uint16_t port, Client &client);
  PubSubClient(uint8_t *address, uint16_t port, Client &client, Stream &stream);
  PubSubClient(uint8_t *address, uint16_t port, Callback callback, Client &client);
  PubSubClient(uint8_t *address, uint16_t port, Callback callback, Client &client, Stream &stream);
  PubSubClient(const char *host, uint16_t port, Client &client);
  PubSubClient(const char *host, uint16_t port, Client &client, Stream &stream);
  PubSubClient(const char *host, uint16_t port, Callback callback, Client &client);
  PubSubClient(const char *host, uint16_t port, Callback callback, Client &client, Stream &stream);

  PubSubClient &setServer(IPAddress address, uint16_t port);
  PubSubClient &setServer(uint8_t *address, uint16_t port);  // four bytes
  // host must stay where it is.
  PubSubClient &setServer(const char *host, uint16_t port);
  PubSubClient &setCallback(Callback callback);
  PubSubClient &setClient(Client &client);
  // The payload of each message goes to the stream as it comes, also of one that is too long for the buffer.
  PubSubClient &setStream(Stream &stream);
  // Seconds: how long the line may be quiet before the client pings; 0 for ever. Told to the server by connect().
  PubSubClient &setKeepAlive(uint16_t seconds);
  // Seconds: how long the client waits for a byte that must come.
  PubSubClient &setSocketTimeout(uint16_t seconds);
  // False for 0, or without memory; the buffer is then the one it was.
  boolean setBufferSize(uint16_t size);
  uint16_t getBufferSize() const { return bufferSize_; }

  // True when the server took the client; state() otherwise says why not. A client that is connected already, by TCP or
  // TLS, is used as it is.
  boolean connect(const char *id);
  boolean connect(const char *id, const char *user, const char *password);
  boolean connect(const char *id, const char *willTopic, uint8_t willQos, boolean willRetain, const char *willMessage);
  boolean connect(const char *id, const char *user, const char *password, const char *willTopic, uint8_t willQos,
                  boolean willRetain, const char *willMessage);
  boolean connect(const char *id, const char *user, const char *password, const char *willTopic, uint8_t willQos,
                  boolean willRetain, const char *willMessage, boolean cleanSession);
  void disconnect();

  // False without a connection, or when the packet is longer than the buffer.
  boolean publish(const char *topic, const char *payload);
  boolean publish(const char *topic, const char *payload, boolean retained);
  boolean publish(const char *topic, const uint8_t *payload, unsigned int length);
  boolean publish(const char *topic, const uint8_t *payload, unsigned int length, boolean retained);
  // The same for a payload in flash, of any length.
  boolean publish_P(const char *topic, const char *payload, boolean retained);
  boolean publish_P(const char *topic, const uint8_t *payload, unsigned int length, boolean retained);
  // A message of any length in pieces: the write()s between the two must add up to length. endPublish() returns 1.
  boolean beginPublish(const char *topic, unsigned int length, boolean retained);
  int endPublish();
  size_t write(uint8_t byte) override;
  size_t write(const uint8_t *bytes, size_t count) override;
  using Print::write;

  // True when the request was sent; the server's answer is not looked at. QoS 0 or 1.
  boolean subscribe(const char *topic) { return subscribe(topic, 0); }
  boolean subscribe(const char *topic, uint8_t qos);
  boolean unsubscribe(const char *topic);

  // Takes one packet if there is one, keeps the connection alive. False without a connection.
  boolean loop();
  boolean connected();
  int state() const { return state_; }

 private:
  struct Login {
    const char *id;
    const char *user;
    const char *password;
    const char *willTopic;
    uint8_t willQos;
    boolean willRetain;
    const char *willMessage;
    boolean cleanSession;
  };

  boolean login(const Login &login);
  bool dial();
  bench::mqtt::Bytes connectPacket(const Login &login);
  boolean awaitAnswer();
  bool send(bench::mqtt::Bytes packet);
  boolean request(uint8_t type, const char *topic, int qos);
  boolean lose(int state);
  boolean keepAlive();
  void take(const bench::mqtt::Packet &packet);
  void deliver(const bench::mqtt::Packet &packet);
  uint8_t *buffer();
  unsigned long patience() const { return socketTimeout_ * 1000UL; }

  Client *client_ = nullptr;
  Stream *stream_ = nullptr;
  Callback callback_;
  const char *host_ = nullptr;
  IPAddress address_;
  uint16_t port_ = 0;
  int state_ = MQTT_DISCONNECTED;
  std::unique_ptr<uint8_t[]> buffer_;
  uint16_t bufferSize_ = MQTT_MAX_PACKET_SIZE;
  uint16_t socketTimeout_ = MQTT_SOCKET_TIMEOUT;
  uint16_t keepAliveSeconds_ = MQTT_KEEPALIVE;
  bench::mqtt::KeepAlive keepAlive_;
  uint16_t lastId_ = 0;  // of a packet that wants an answer
};
