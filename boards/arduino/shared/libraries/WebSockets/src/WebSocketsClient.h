// WebSocketsClient: a WebSocket (RFC 6455) that connects, and connects again, while a sketch calls loop().
//
// The public API is arduinoWebSockets'. README.md of this library lists what it does on the wire, and the sources.
#pragma once

#include <functional>
#include <memory>

#include "WebSockets.h"
#include "websockets/dialer.h"
#include "websockets/frame.h"
#include "websockets/heartbeat.h"
#include "websockets/upgrade.h"

class WebSocketsClient {
 public:
  // payload ends with a zero that length does not count. It belongs to the client, and is gone when the handler
  // returns. It is the URL for WStype_CONNECTED, and may be null for WStype_DISCONNECTED.
  typedef std::function<void(WStype_t type, uint8_t *payload, size_t length)> WebSocketClientEvent;

  WebSocketsClient();
  virtual ~WebSocketsClient();
  WebSocketsClient(const WebSocketsClient &) = delete;
  WebSocketsClient &operator=(const WebSocketsClient &) = delete;

  // Each begin...() says where to connect to, and how. Nothing is sent before the next loop().
  void begin(const char *host, uint16_t port, const char *url = "/", const char *protocol = "arduino");
  void begin(String host, uint16_t port, String url = "/", String protocol = "arduino");
  void begin(IPAddress host, uint16_t port, const char *url = "/", const char *protocol = "arduino");

  // Without a fingerprint the server is not verified at all, and nothing says so. A fingerprint is the SHA-1 of the
  // server's certificate; the ESP32 has no use for it, and then never connects.
#if defined(ESP8266)
  void beginSSL(const char *host, uint16_t port, const char *url = "/", const uint8_t *fingerprint = nullptr,
                const char *protocol = "arduino");
#else
  void beginSSL(const char *host, uint16_t port, const char *url = "/", const char *fingerprint = "",
                const char *protocol = "arduino");
#endif
  void beginSSL(String host, uint16_t port, String url = "/", String fingerprint = "", String protocol = "arduino");

  // caCert is PEM. On the ESP32 it must stay where it is for as long as the client connects. Without it the server is
  // not verified.
  void beginSslWithCA(const char *host, uint16_t port, const char *url = "/", const char *caCert = nullptr,
                      const char *protocol = "arduino");
#if defined(ESP8266)
  // The list must outlive the client.
  void beginSslWithCA(const char *host, uint16_t port, const char *url, BearSSL::X509List *caCert,
                      const char *protocol = "arduino");
  // A certificate and an RSA key for a server that asks; both must outlive the client.
  void setSSLClientCertKey(BearSSL::X509List *clientCert = nullptr, BearSSL::PrivateKey *clientKey = nullptr);
#else
  // A bundle of authorities in the format of the board's ESP-IDF; it must outlive the client.
  void beginSslWithBundle(const char *host, uint16_t port, const char *url = "/", const uint8_t *bundle = nullptr,
                          size_t bundleSize = 0, const char *protocol = "arduino");
#endif

  // Connects when it is time to, hands at most one message to the handler, keeps the heartbeat. While it connects it
  // blocks: TCP up to WEBSOCKETS_TCP_TIMEOUT, the TLS handshake as long as the board's TLS client waits.
  virtual void loop();

  void onEvent(WebSocketClientEvent handler) { handler_ = handler; }

  // Each sends one unfragmented message; false without a connection, or when it did not take all. A length of 0 means
  // up to the terminating zero, for texts. With headerToPayload the payload starts WEBSOCKETS_MAX_HEADER_SIZE bytes
  // into the buffer.
  bool sendTXT(uint8_t *payload, size_t length = 0, bool headerToPayload = false);
  bool sendTXT(const uint8_t *payload, size_t length = 0);
  bool sendTXT(char *payload, size_t length = 0, bool headerToPayload = false);
  bool sendTXT(const char *payload, size_t length = 0);
  bool sendTXT(String &payload);
  bool sendTXT(char payload);
  bool sendBIN(uint8_t *payload, size_t length, bool headerToPayload = false);
  bool sendBIN(const uint8_t *payload, size_t length);
  // At most 125 bytes; false for more.
  bool sendPing(uint8_t *payload = nullptr, size_t length = 0);
  bool sendPing(String &payload);

  // Ends the connection with code 1000. loop() makes the next one after the reconnect interval.
  void disconnect();
  bool isConnected() const { return state_ == State::kOpen; }

  // HTTP Basic authorization for the upgrade; the second form takes the Base64 of "user:password".
  void setAuthorization(const char *user, const char *password);
  void setAuthorization(const char *base64);
  // Header lines for the upgrade, instead of "Origin: file://", with CRLF between them. Null: none.
  void setExtraHeaders(const char *lines = nullptr);

  // Milliseconds from the end of a connection, or of a failed attempt, to the next attempt; 500 unless set.
  void setReconnectInterval(unsigned long milliseconds) { reconnectInterval_ = milliseconds; }
  // Pings every pingInterval milliseconds. A pong that takes longer than pongTimeout is missed; after so many missed in
  // a row the client disconnects (0: it never does).
  void enableHeartbeat(uint32_t pingInterval, uint32_t pongTimeout, uint8_t disconnectTimeoutCount);
  void disableHeartbeat();

 private:
  enum class State {
    kUnset,      // no begin() yet
    kClosed,     // waits for the next attempt
    kUpgrading,  // the request is sent
    kOpen,
  };

  void target(const String &host, uint16_t port, const String &url, const String &protocol);
  void connect();
  void awaitReply();
  void serve();
  void beat();
  void take(bench::websocket::Frame frame);
  void takeClose(const bench::websocket::Frame &frame);
  void close(uint16_t code);
  void ended(const String &reason = String());
  bool send(bench::websocket::Opcode opcode, const uint8_t *payload, size_t length, bool headerToPayload = false);
  void emit(WStype_t type, uint8_t *payload = nullptr, size_t length = 0);
  void emit(WStype_t type, const String &text);

  State state_ = State::kUnset;
  bench::websocket::Target target_;
  bench::websocket::Dialer dialer_;
  bench::websocket::UpgradeReply reply_;
  bench::websocket::FrameReader reader_;
  bench::websocket::Heartbeat heartbeat_;
  std::unique_ptr<Client> client_;
  WebSocketClientEvent handler_;
  unsigned long reconnectInterval_ = 500;
  unsigned long since_ = 0;  // millis() when the state began
  bool atOnce_ = false;      // the first attempt after begin() does not wait
};
