// HTTPClient of the ESP8266: requests over a connection of the sketch's.
//
// Most of it is bench::http::Exchange (library HTTPExchange). README.md of that library says what is faithful.
#pragma once

#include <Arduino.h>
#include <WiFiClient.h>
#include <http_exchange.h>

#include <memory>
#include <type_traits>

class HTTPClient : public bench::http::Exchange {
 public:
  HTTPClient();
  HTTPClient(const HTTPClient &) = delete;
  HTTPClient &operator=(const HTTPClient &) = delete;
  ~HTTPClient() override;

  // Where the next request goes. False when that is no URL of http or https; requests then fail. The client's own
  // settings decide about TLS and trust; https only changes the default port. A second client of the same connection is
  // kept, so that the sketch's may go.
  bool begin(WiFiClient &client, const String &url);
  bool begin(WiFiClient &client, const String &host, uint16_t port, const String &uri = "/", bool https = false);
  // Connections of the library's own went with esp8266/Arduino 3.0.
  bool begin(const String &url) = delete;
  bool begin(const String &host, uint16_t port, const String &uri = "/") = delete;

  using bench::http::Exchange::collectHeaders;
  // The names themselves: collectHeaders("ETag", "Date").
  template <typename... Names,
            typename = std::enable_if_t<std::conjunction_v<std::is_convertible<Names, const char *>...>>>
  void collectHeaders(const Names &...names) {
    const char *list[] = {names...};
    collectHeaders(list, sizeof...(names));
  }

  // As of the 3.x cores a connection that is not made is "connection failed" (log of issue esp8266/Arduino 8513).
  static String errorToString(int error);

  // The body, freed of chunks; what came of it when it broke off.
  String getString() { return text(); }
  // The connection itself: its bytes are the body's as the server framed it, sizes of chunks included.
  WiFiClient &getStream();
  // Null while not connected.
  WiFiClient *getStreamPtr() { return connected() ? line_.get() : nullptr; }

 protected:
  Client *line() override { return line_.get(); }
  bool dial(const bench::http::Url &url) override;
  // The core's own library says nothing either, unless it is built for debugging.
  void report(int) override {}

 private:
  bool beginWith(WiFiClient &client, const bench::http::Url &url);

  std::unique_ptr<WiFiClient> line_;
  const WiFiClient *lender_ = nullptr;  // the sketch's client that line_ is a copy of
};
