// WiFiUDP: datagrams from and to the board's address. Multicast is not simulated.
#ifndef WIFIUDP_H
#define WIFIUDP_H

#include <Udp.h>

#include <vector>

class WiFiUDP : public UDP {
 public:
  WiFiUDP() = default;
  WiFiUDP(const WiFiUDP &) = delete;
  WiFiUDP &operator=(const WiFiUDP &) = delete;
  ~WiFiUDP() override { stop(); }

  // 1 when the port could be had; without a network it cannot.
  uint8_t begin(uint16_t port) override;
  void stop() override;
  int beginPacket(IPAddress address, uint16_t port) override;
  int beginPacket(const char *host, uint16_t port) override;
  int endPacket() override;
  size_t write(uint8_t byte) override { return write(&byte, 1); }
  size_t write(const uint8_t *bytes, size_t count) override;
  using Print::write;

  int parsePacket() override;
  int available() override { return received_.size() - taken_; }
  int read() override;
  int read(unsigned char *buffer, size_t size) override;
  int read(char *buffer, size_t size) override { return read(reinterpret_cast<unsigned char *>(buffer), size); }
  int peek() override { return available() > 0 ? received_[taken_] : -1; }
  // Forgets what is left of the datagram.
  void flush() override { taken_ = received_.size(); }

  IPAddress remoteIP() override { return remoteAddress_; }
  uint16_t remotePort() override { return remotePort_; }
  uint16_t localPort() const;

 private:
  bool open(uint16_t port);

  int descriptor_ = -1;
  std::vector<uint8_t> toSend_;
  IPAddress target_;
  uint16_t targetPort_ = 0;
  std::vector<uint8_t> received_;
  size_t taken_ = 0;
  IPAddress remoteAddress_;
  uint16_t remotePort_ = 0;
};

#endif
