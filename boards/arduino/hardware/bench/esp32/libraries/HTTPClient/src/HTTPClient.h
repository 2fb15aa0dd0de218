// HTTPClient of the ESP32: requests over a connection of its own or of the sketch's.
//
// Most of it is bench::http::Exchange (library HTTPExchange). README.md of that library says what is faithful.
#pragma once

#include <Arduino.h>
#include <NetworkClientSecure.h>
#include <WiFiClient.h>
#include <WiFiClientSecure.h>
#include <http_exchange.h>

#include <memory>

class HTTPClient : public bench::http::Exchange {
 public:
  HTTPClient();
  HTTPClient(const HTTPClient &) = delete;
  HTTPClient &operator=(const HTTPClient &) = delete;
  ~HTTPClient() override;

  // Where the next request goes. False when that is no URL of http or https; requests then fail.
  //
  // With a client of the sketch's: it must outlive the requests, its own settings decide about TLS and trust, and https
  // only changes the default port.
  bool begin(NetworkClient &client, const String &url);
  bool begin(NetworkClient &client, const String &host, uint16_t port, const String &uri = "/", bool https = false);
  // With a connection of its own. https without a CA checks nobody: the handshake succeeds with any server.
  bool begin(const String &url) { return begin(url, nullptr); }
  bool begin(const String &url, const char *caCert);
  bool begin(const String &host, uint16_t port, const String &uri = "/");
  bool begin(const String &host, uint16_t port, const String &uri, const char *caCert);
  bool begin(const String &host, uint16_t port, const String &uri, const char *caCert, const char *clientCert,
             const char *clientKey);

  // The limit for connecting, without the handshake: milliseconds.
  void setConnectTimeout(int32_t milliseconds) { connectTimeout_ = milliseconds; }

  // The body, freed of chunks; what came of it when it broke off.
  String getString() { return text(); }
  // The connection itself: its bytes are the body's as the server framed it, sizes of chunks included.
  NetworkClient &getStream();
  // Null while not connected.
  NetworkClient *getStreamPtr() { return connected() ? line_ : nullptr; }

 protected:
  Client *line() override { return line_; }
  bool dial(const bench::http::Url &url) override;
  void report(int error) override { returnError(error); }

 private:
  // What a connection of the library's own is made with.
  struct Trust {
    const char *ca = nullptr;
    const char *cert = nullptr;
    const char *key = nullptr;
    bool operator==(const Trust &other) const { return ca == other.ca && cert == other.cert && key == other.key; }
  };

  bool beginOwn(const bench::http::Url &url, const Trust &trust);
  bool beginWith(NetworkClient &client, const bench::http::Url &url);
  bool fail();
  void provide(bool secure);
  void returnError(int error);

  std::unique_ptr<NetworkClient> own_;  // the library's own connection
  NetworkClient *line_ = nullptr;       // own_, or the sketch's
  bool lent_ = false;                   // line_ is the sketch's
  Trust trust_;
  int32_t connectTimeout_ = HTTPCLIENT_DEFAULT_TCP_TIMEOUT;
};
