// What a PubSubClient is told before it connects: constructors and setters.
#include <new>

#include "PubSubClient.h"

PubSubClient::PubSubClient(Client &client) { setClient(client); }

PubSubClient::PubSubClient(IPAddress address, uint16_t port, Client &client) : PubSubClient(client) {
  setServer(address, port);
}

PubSubClient::PubSubClient(IPAddress address, uint16_t port, Client &client, Stream &stream)
    : PubSubClient(address, port, client) {
  setStream(stream);
}

PubSubClient::PubSubClient(IPAddress address, uint16_t port, Callback callback, Client &client)
    : PubSubClient(address, port, client) {
  setCallback(callback);
}

PubSubClient::PubSubClient(IPAddress address, uint16_t port, Callback callback, Client &client, Stream &stream)
    : PubSubClient(address, port, callback, client) {
  setStream(stream);
}

PubSubClient::PubSubClient(uint8_t *address, uint16_t port, Client &client)
    : PubSubClient(IPAddress(address), port, client) {}

PubSubClient::PubSubClient(uint8_t *address, uint16_t port, Client &client, Stream &stream)
    : PubSubClient(IPAddress(address), port, client, stream) {}

PubSubClient::PubSubClient(uint8_t *address, uint16_t port, Callback callback, Client &client)
    : PubSubClient(IPAddress(address), port, callback, client) {}

PubSubClient::PubSubClient(uint8_t *address, uint16_t port, Callback callback, Client &client, Stream &stream)
    : PubSubClient(IPAddress(address), port, callback, client, stream) {}

PubSubClient::PubSubClient(const char *host, uint16_t port, Client &client) : PubSubClient(client) {
  setServer(host, port);
}

PubSubClient::PubSubClient(const char *host, uint16_t port, Client &client, Stream &stream)
    : PubSubClient(host, port, client) {
  setStream(stream);
}

PubSubClient::PubSubClient(const char *host, uint16_t port, Callback callback, Client &client)
    : PubSubClient(host, port, client) {
  setCallback(callback);
}

PubSubClient::PubSubClient(const char *host, uint16_t port, Callback callback, Client &client, Stream &stream)
    : PubSubClient(host, port, callback, client) {
  setStream(stream);
}

PubSubClient &PubSubClient::setServer(IPAddress address, uint16_t port) {
  address_ = address;
  host_ = nullptr;
  port_ = port;
  return *this;
}

PubSubClient &PubSubClient::setServer(uint8_t *address, uint16_t port) { return setServer(IPAddress(address), port); }

PubSubClient &PubSubClient::setServer(const char *host, uint16_t port) {
  host_ = host;
  port_ = port;
  return *this;
}

PubSubClient &PubSubClient::setCallback(Callback callback) {
  callback_ = callback;
  return *this;
}

PubSubClient &PubSubClient::setClient(Client &client) {
  client_ = &client;
  return *this;
}

PubSubClient &PubSubClient::setStream(Stream &stream) {
  stream_ = &stream;
  return *this;
}

PubSubClient &PubSubClient::setKeepAlive(uint16_t seconds) {
  keepAliveSeconds_ = seconds;
  return *this;
}

PubSubClient &PubSubClient::setSocketTimeout(uint16_t seconds) {
  socketTimeout_ = seconds;
  return *this;
}

boolean PubSubClient::setBufferSize(uint16_t size) {
  if (size == 0) {
    return false;
  }
  uint8_t *bytes = new (std::nothrow) uint8_t[size];
  if (!bytes) {
    return false;
  }
  buffer_.reset(bytes);
  bufferSize_ = size;
  return true;
}

// The buffer is made when it is first needed; null without memory, and then nothing fits.
uint8_t *PubSubClient::buffer() {
  if (!buffer_) {
    buffer_.reset(new (std::nothrow) uint8_t[bufferSize_]);
  }
  return buffer_.get();
}
