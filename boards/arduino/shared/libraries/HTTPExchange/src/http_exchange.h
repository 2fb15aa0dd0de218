// What the HTTP clients of both chips are made of: everything but how a connection is had.
//
// Written from the API's documentation, from what the cores' libraries put on the wire, and from RFC 9110 and 9112.
#pragma once

#include <Arduino.h>

#include "http_codes.h"
#include "http_payload.h"
#include "http_redirect.h"
#include "http_reply.h"
#include "http_request.h"

namespace bench {
namespace http {

class Exchange {
 public:
  virtual ~Exchange() = default;

  // Requests. Each returns the status of the reply, or one of HTTPC_ERROR_; the reply's body is still to be read then.
  int GET() { return send("GET", Payload()); }
  int POST(const uint8_t *payload, size_t size) { return send("POST", Payload(payload, size)); }
  int POST(const String &payload) { return send("POST", Payload(payload)); }
  int PUT(const uint8_t *payload, size_t size) { return send("PUT", Payload(payload, size)); }
  int PUT(const String &payload) { return send("PUT", Payload(payload)); }
  int PATCH(const uint8_t *payload, size_t size) { return send("PATCH", Payload(payload, size)); }
  int PATCH(const String &payload) { return send("PATCH", Payload(payload)); }
  int DELETE() { return send("DELETE", Payload()); }
  int sendRequest(const char *type, const String &payload) { return send(type, Payload(payload)); }
  int sendRequest(const char *type, const uint8_t *payload = nullptr, size_t size = 0) {
    return send(type, Payload(payload, size));
  }
  // Sends size bytes of the stream; with a size of 0 what it has available.
  int sendRequest(const char *type, Stream *stream, size_t size = 0);

  // Ends the request. The connection stays for the next one if both sides want that. The sketch's header lines go.
  void end();
  bool connected();

  // What requests say. addHeader() takes no Connection, User-Agent and Host: those are the library's own.
  void addHeader(const String &name, const String &value, bool first = false, bool replace = true);
  void setReuse(bool reuse) { request_.reuse = reuse; }
  void useHTTP10(bool http10 = true) { request_.version10 = http10; }
  void setUserAgent(const String &userAgent) { request_.userAgent = userAgent; }
  void setAuthorization(const char *user, const char *password);
  void setAuthorization(const char *credentials);
  void setAuthorizationType(const char *type);
  // How long the server may be silent: milliseconds.
  void setTimeout(uint16_t milliseconds) { patience_ = milliseconds; }
  void setFollowRedirects(followRedirects_t policy) { policy_ = policy; }
  void setRedirectLimit(uint16_t limit) { redirectLimit_ = limit; }
  // Another place for the next request; a path alone stays with the server.
  bool setURL(const String &url);

  // Which of the reply's header lines to keep, and what they were.
  void collectHeaders(const char *names[], size_t count);
  String header(const char *name) const;
  String header(size_t i) const { return i < wanted_.size() ? wanted_[i].value : String(); }
  String headerName(size_t i) const { return i < wanted_.size() ? wanted_[i].name : String(); }
  int headers() const { return wanted_.size(); }
  bool hasHeader(const char *name) const { return !header(name).isEmpty(); }

  // The reply. The size is what Content-Length says, -1 without one.
  int getSize() const { return reply_.length; }
  const String &getLocation() const { return reply_.location; }
  // Copies the body, freed of chunks. Returns the number of its bytes, or one of HTTPC_ERROR_.
  int writeToPrint(Print *sink);
  int writeToStream(Stream *sink) { return writeToPrint(sink); }

  // A text for an error; empty for a status.
  static String errorToString(int error);

 protected:
  explicit Exchange(const Dialect &dialect) : dialect_(dialect) { request_.userAgent = dialect.userAgent; }

  // Takes a new place; a connection to another server is ended.
  void aim(const Url &url);
  const Url &url() const { return url_; }
  uint32_t patience() const { return patience_; }
  void hangUp();
  // Reads the body into memory: what came of it, if it broke off.
  String text();

  // The connection, whether it is open or not; null when there is none.
  virtual Client *line() = 0;
  // Connects line() to the URL's server.
  virtual bool dial(const Url &url) = 0;
  // A request or a body ended with this error.
  virtual void report(int error) = 0;

 private:
  int send(const char *method, const Payload &payload);
  int once(const char *method, const Payload &payload);
  bool follow();
  bool ready();
  bool reusable() const { return request_.keepsAlive() && reply_.keepAlive; }
  int failed(int error);
  int readBody(Print &sink);

  const Dialect dialect_;
  Url url_;
  Request request_;
  Reply reply_;
  std::vector<Field> wanted_;
  bool unread_ = false;  // a reply's head was read, its body was not
  uint32_t patience_ = HTTPCLIENT_DEFAULT_TCP_TIMEOUT;
  followRedirects_t policy_ = HTTPC_DISABLE_FOLLOW_REDIRECTS;
  uint16_t redirectLimit_ = 10;
};

}  // namespace http
}  // namespace bench
