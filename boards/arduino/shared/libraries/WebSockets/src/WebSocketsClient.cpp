#include "WebSocketsClient.h"

#include <base64.h>

#if defined(ESP8266)
#include <esp8266_peri.h>
#endif

namespace websocket = bench::websocket;

using websocket::Frame;
using websocket::FrameReader;
using websocket::Heartbeat;
using websocket::Opcode;

namespace {

// As text; a null pointer is an empty one.
String text(const char *pointer) { return pointer ? String(pointer) : String(); }

// What keys and masks come from afterwards. The ESP32's library takes the time since the start for a seed, which is
// hardly random; the ESP8266's a register of the chip that is.
void seedRandom() {
#if defined(ESP8266)
  randomSeed(RANDOM_REG32);
#else
  randomSeed(millis());
#endif
}

WStype_t eventOf(const Frame &frame) {
  switch (frame.opcode) {
    case Opcode::kText:
      return frame.last ? WStype_TEXT : WStype_FRAGMENT_TEXT_START;
    case Opcode::kBinary:
      return frame.last ? WStype_BIN : WStype_FRAGMENT_BIN_START;
    case Opcode::kContinuation:
      return frame.last ? WStype_FRAGMENT_FIN : WStype_FRAGMENT;
    case Opcode::kPing:
      return WStype_PING;
    case Opcode::kPong:
      return WStype_PONG;
    default:
      return WStype_ERROR;
  }
}

}  // namespace

WebSocketsClient::WebSocketsClient() = default;
WebSocketsClient::~WebSocketsClient() = default;

// --- Where to, and with what trust ---

void WebSocketsClient::target(const String &host, uint16_t port, const String &url, const String &protocol) {
  client_.reset();
  target_.host = host;
  target_.port = port;
  target_.url = url;
  target_.protocol = protocol;
  state_ = State::kClosed;
  atOnce_ = true;
  seedRandom();
}

void WebSocketsClient::begin(const char *host, uint16_t port, const char *url, const char *protocol) {
  target(text(host), port, text(url), text(protocol));
  dialer_.usePlain();
}

void WebSocketsClient::begin(String host, uint16_t port, String url, String protocol) {
  begin(host.c_str(), port, url.c_str(), protocol.c_str());
}

void WebSocketsClient::begin(IPAddress host, uint16_t port, const char *url, const char *protocol) {
  begin(host.toString().c_str(), port, url, protocol);
}

void WebSocketsClient::beginSSL(String host, uint16_t port, String url, String fingerprint, String protocol) {
  target(host, port, url, protocol);
  dialer_.useFingerprint(fingerprint);
}

void WebSocketsClient::beginSslWithCA(const char *host, uint16_t port, const char *url, const char *caCert,
                                      const char *protocol) {
  target(text(host), port, text(url), text(protocol));
  dialer_.useAuthority(caCert);
}

#if defined(ESP8266)

void WebSocketsClient::beginSSL(const char *host, uint16_t port, const char *url, const uint8_t *fingerprint,
                                const char *protocol) {
  target(text(host), port, text(url), text(protocol));
  dialer_.useFingerprint(fingerprint);
}

void WebSocketsClient::beginSslWithCA(const char *host, uint16_t port, const char *url, BearSSL::X509List *caCert,
                                      const char *protocol) {
  target(text(host), port, text(url), text(protocol));
  dialer_.useAuthority(caCert);
}

void WebSocketsClient::setSSLClientCertKey(BearSSL::X509List *clientCert, BearSSL::PrivateKey *clientKey) {
  dialer_.setIdentity(clientCert, clientKey);
}

#else

void WebSocketsClient::beginSSL(const char *host, uint16_t port, const char *url, const char *fingerprint,
                                const char *protocol) {
  target(text(host), port, text(url), text(protocol));
  dialer_.useFingerprint(text(fingerprint));
}

void WebSocketsClient::beginSslWithBundle(const char *host, uint16_t port, const char *url, const uint8_t *bundle,
                                          size_t bundleSize, const char *protocol) {
  target(text(host), port, text(url), text(protocol));
  dialer_.useBundle(bundle, bundleSize);
}

#endif

void WebSocketsClient::setAuthorization(const char *user, const char *password) {
  String pair = text(user) + ":" + text(password);
  setAuthorization(base64::encode(pair).c_str());
}

void WebSocketsClient::setAuthorization(const char *base64) {
  target_.authorization = base64 && *base64 ? "Basic " + String(base64) : String();
}

void WebSocketsClient::setExtraHeaders(const char *lines) { target_.extraHeaders = text(lines); }

void WebSocketsClient::enableHeartbeat(uint32_t pingInterval, uint32_t pongTimeout, uint8_t disconnectTimeoutCount) {
  heartbeat_.enable(pingInterval, pongTimeout, disconnectTimeoutCount);
  heartbeat_.start(millis());
}

void WebSocketsClient::disableHeartbeat() { heartbeat_.disable(); }

// --- The connection's states ---

void WebSocketsClient::loop() {
  switch (state_) {
    case State::kUnset:
      return;
    case State::kClosed:
      if (atOnce_ || millis() - since_ >= reconnectInterval_) {
        connect();
      }
      return;
    case State::kUpgrading:
      awaitReply();
      return;
    case State::kOpen:
      serve();
      return;
  }
}

void WebSocketsClient::connect() {
  atOnce_ = false;
  client_ = dialer_.dial(target_.host, target_.port);
  if (!client_) {
    ended();
    return;
  }
  String key = websocket::newKey();
  reply_.expect(key);
  client_->print(websocket::upgradeRequest(target_, key));
  state_ = State::kUpgrading;
  since_ = millis();
}

void WebSocketsClient::awaitReply() {
  if (reply_.readFrom(*client_)) {
    if (!reply_.accepted()) {
      // What the chips' library says to a server that speaks no WebSocket, on whatever it speaks.
      client_->print("This is a webSocket client!");
      ended("WebSocket handshake failed - HTTP " + String(reply_.code()));
      return;
    }
    reader_ = FrameReader();
    heartbeat_.start(millis());
    state_ = State::kOpen;
    emit(WStype_CONNECTED, target_.url);
  } else if (!client_->connected() || millis() - since_ >= WEBSOCKETS_TCP_TIMEOUT) {
    ended();
  }
}

void WebSocketsClient::serve() {
  switch (reader_.readFrom(*client_)) {
    case FrameReader::Result::kFrame:
      take(reader_.take());
      break;
    case FrameReader::Result::kRefused:
      close(reader_.refusal());
      return;
    case FrameReader::Result::kMore:
      if (!client_->connected()) {
        ended();
        return;
      }
      break;
  }
  // The handler may have ended the connection.
  if (state_ == State::kOpen) {
    beat();
  }
}

void WebSocketsClient::beat() {
  switch (heartbeat_.poll(millis())) {
    case Heartbeat::Due::kPing:
      sendPing();
      return;
    case Heartbeat::Due::kDead:
      disconnect();
      return;
    case Heartbeat::Due::kNothing:
      return;
  }
}

void WebSocketsClient::take(Frame frame) {
  switch (frame.opcode) {
    case Opcode::kClose:
      takeClose(frame);
      return;
    case Opcode::kPing:
      send(Opcode::kPong, frame.payload.get(), frame.length);
      break;
    case Opcode::kPong:
      heartbeat_.pong();
      break;
    default:
      break;
  }
  emit(eventOf(frame), frame.payload.get(), frame.length);
}

// A close is answered with its own code (RFC 6455, section 5.5.1).
void WebSocketsClient::takeClose(const Frame &frame) {
  if (frame.length == 1) {
    close(websocket::kProtocolError);
    return;
  }
  close(frame.length == 0 ? websocket::kNoCode : frame.payload[0] << 8 | frame.payload[1]);
}

// Says goodbye and ends the connection at once: the chip does not wait for the server's answer.
void WebSocketsClient::close(uint16_t code) {
  uint8_t payload[2] = {static_cast<uint8_t>(code >> 8), static_cast<uint8_t>(code)};
  send(Opcode::kClose, payload, code == websocket::kNoCode ? 0 : sizeof(payload));
  ended();
}

// The connection, or the attempt to make one, is over.
void WebSocketsClient::ended(const String &reason) {
  if (client_) {
    client_->stop();
    client_.reset();
  }
  state_ = State::kClosed;
  since_ = millis();
  if (reason.isEmpty()) {
    emit(WStype_DISCONNECTED);
  } else {
    emit(WStype_DISCONNECTED, reason);
  }
}

void WebSocketsClient::disconnect() {
  if (state_ == State::kOpen) {
    close(websocket::kNormal);
  } else if (state_ == State::kUpgrading) {
    ended();
  }
}

// --- Events ---

void WebSocketsClient::emit(WStype_t type, uint8_t *payload, size_t length) {
  if (handler_) {
    handler_(type, payload, length);
  }
}

void WebSocketsClient::emit(WStype_t type, const String &text) {
  // A copy: the handler may write to its payload, and may call begin().
  String copy = text;
  emit(type, reinterpret_cast<uint8_t *>(copy.begin()), copy.length());
}

// --- Messages ---

bool WebSocketsClient::send(Opcode opcode, const uint8_t *payload, size_t length, bool headerToPayload) {
  if (state_ != State::kOpen) {
    return false;
  }
  return websocket::writeFrame(*client_, opcode, payload + (headerToPayload ? WEBSOCKETS_MAX_HEADER_SIZE : 0), length);
}

bool WebSocketsClient::sendTXT(uint8_t *payload, size_t length, bool headerToPayload) {
  if (length == 0) {
    const uint8_t *start = payload + (headerToPayload ? WEBSOCKETS_MAX_HEADER_SIZE : 0);
    length = payload ? strlen(reinterpret_cast<const char *>(start)) : 0;
  }
  return send(Opcode::kText, payload, length, headerToPayload);
}

bool WebSocketsClient::sendTXT(const uint8_t *payload, size_t length) {
  return sendTXT(const_cast<uint8_t *>(payload), length, false);
}

bool WebSocketsClient::sendTXT(char *payload, size_t length, bool headerToPayload) {
  return sendTXT(reinterpret_cast<uint8_t *>(payload), length, headerToPayload);
}

bool WebSocketsClient::sendTXT(const char *payload, size_t length) {
  return sendTXT(reinterpret_cast<const uint8_t *>(payload), length);
}

bool WebSocketsClient::sendTXT(String &payload) {
  return send(Opcode::kText, reinterpret_cast<const uint8_t *>(payload.c_str()), payload.length());
}

bool WebSocketsClient::sendTXT(char payload) {
  return send(Opcode::kText, reinterpret_cast<const uint8_t *>(&payload), 1);
}

bool WebSocketsClient::sendBIN(uint8_t *payload, size_t length, bool headerToPayload) {
  return send(Opcode::kBinary, payload, length, headerToPayload);
}

bool WebSocketsClient::sendBIN(const uint8_t *payload, size_t length) { return send(Opcode::kBinary, payload, length); }

bool WebSocketsClient::sendPing(uint8_t *payload, size_t length) {
  return length <= websocket::kControlLimit && send(Opcode::kPing, payload, payload ? length : 0);
}

bool WebSocketsClient::sendPing(String &payload) {
  return sendPing(reinterpret_cast<uint8_t *>(payload.begin()), payload.length());
}
