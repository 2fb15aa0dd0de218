// What the simulator tells the program about the board it is, through environment variables.
//
//   BENCH_CLOCK_RATE     board seconds per wall second (1)
//   BENCH_STALL_RATE     the same while a TLS handshake waits for its peer (BENCH_CLOCK_RATE)
//   BENCH_HEAP           bytes of heap that are free when setup() starts (what the chip has)
//   BENCH_MAC            MAC address, aa:bb:cc:dd:ee:ff (24:0a:c4:00:00:01)
//   BENCH_IP             the board's address, WiFi.localIP() (none: 127.0.0.1, sockets unbound)
//   BENCH_DNS            ip:port of the only name server (none: no name resolves)
//   BENCH_NTP            ip:port of the time server, whatever the sketch names (none: the sketch's)
//   BENCH_HTTP           ip:port of the server that port 80 of its address leads to, so that it sees what is sent there in
//                        clear (none: to nobody)
//   BENCH_RESET_REASON   esp_reset_reason_t, on the ESP8266 rst_info.reason (power on)
//   BENCH_RTC            descriptor of the RTC memory, a file of 64 KiB (none: forgotten at the end); see rtc_memory.h
//   BENCH_CHIP           esp32, esp8266
//   BENCH_EXIT_ON_EOF    1: end when the UART's input ends
//   BENCH_AIR            on, off, off SECONDS: whether there is an access point at the start (on); see air.h
//   BENCH_TLS_DATES      1: an ESP32 checks dates, as built with MBEDTLS_HAVE_TIME_DATE
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace bench {

struct Environment {
  double clockRate;
  double stallRate;
  size_t heap;
  uint8_t mac[6];
  uint32_t address;  // network order; 0 when BENCH_IP is not set
  uint32_t dns;      // network order; 0 when BENCH_DNS is not set
  uint16_t dnsPort;  // host order
  uint32_t ntp;      // network order; 0 when BENCH_NTP is not set
  uint16_t ntpPort;  // host order
  uint32_t http;     // network order; 0 when BENCH_HTTP is not set
  uint16_t httpPort; // host order
  int resetReason;
  const char *chip;
  bool exitOnEof;
  bool tlsDates;

  // Read once, at first use. A variable that cannot be read is named on descriptor 2, and ends the program: a bench
  // that runs with other settings than it was told would judge wrongly.
  static const Environment &get();
};

}  // namespace bench
