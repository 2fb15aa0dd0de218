#include "environment.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chip.h"

namespace bench {

namespace {

// Exit status of a program whose environment makes no sense (EX_CONFIG of sysexits.h).
constexpr int kBadConfiguration = 78;

[[noreturn]] void refuse(const char *name, const char *value, const char *wanted) {
  dprintf(STDERR_FILENO, "reading %s: \"%s\" is not %s\n", name, value, wanted);
  _exit(kBadConfiguration);
}

// The variable's value; null when it is not set or empty.
const char *lookup(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : nullptr;
}

double number(const char *name, double fallback, double least) {
  const char *value = lookup(name);
  if (!value) {
    return fallback;
  }
  char *end;
  double parsed = strtod(value, &end);
  if (*end || !(parsed >= least) || parsed > 1e9) {
    refuse(name, value, "a number in its range");
  }
  return parsed;
}

bool flag(const char *name) {
  const char *value = lookup(name);
  return value && strcmp(value, "0") != 0;
}

void readMac(uint8_t mac[6]) {
  const char *value = lookup("BENCH_MAC");
  const char *text = value ? value : "24:0a:c4:00:00:01";
  char rest;
  if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%c", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5],
             &rest) != 6) {
    refuse("BENCH_MAC", text, "a MAC address like 24:0a:c4:00:00:01");
  }
}

uint32_t readAddress(const char *name) {
  const char *value = lookup(name);
  in_addr address = {};
  if (value && inet_pton(AF_INET, value, &address) != 1) {
    refuse(name, value, "an IPv4 address");
  }
  return address.s_addr;
}

constexpr unsigned kNamePort = 53;
constexpr unsigned kTimePort = 123;
constexpr unsigned kWebPort = 80;

// Reads "ip" or "ip:port"; both stay 0 when the variable is not set.
void readServer(const char *name, unsigned port, uint32_t *server, uint16_t *serverPort) {
  const char *value = lookup(name);
  if (!value) {
    return;
  }
  char host[INET_ADDRSTRLEN] = {};
  char rest;
  int fields = sscanf(value, "%15[0-9.]:%5u%c", host, &port, &rest);
  in_addr address;
  if (fields < 1 || fields > 2 || (fields == 1 && strlen(host) != strlen(value)) ||
      inet_pton(AF_INET, host, &address) != 1 || port == 0 || port > 65535) {
    refuse(name, value, "an address and port like 127.77.1.1:14453");
  }
  *server = address.s_addr;
  *serverPort = port;
}

Environment read() {
  Environment environment = {};
  environment.clockRate = number("BENCH_CLOCK_RATE", 1, 1e-3);
  environment.stallRate = number("BENCH_STALL_RATE", environment.clockRate, 1e-3);
  environment.heap = static_cast<size_t>(number("BENCH_HEAP", Chip::kHeap, 1024));
  environment.resetReason = static_cast<int>(number("BENCH_RESET_REASON", Chip::kPowerOn, 0));
  environment.address = readAddress("BENCH_IP");
  readServer("BENCH_DNS", kNamePort, &environment.dns, &environment.dnsPort);
  readServer("BENCH_NTP", kTimePort, &environment.ntp, &environment.ntpPort);
  readServer("BENCH_HTTP", kWebPort, &environment.http, &environment.httpPort);
  readMac(environment.mac);
  environment.chip = lookup("BENCH_CHIP") ? lookup("BENCH_CHIP") : Chip::kName;
  environment.exitOnEof = flag("BENCH_EXIT_ON_EOF");
  environment.tlsDates = flag("BENCH_TLS_DATES");
  return environment;
}

}  // namespace

const Environment &Environment::get() {
  static const Environment environment = read();
  return environment;
}

}  // namespace bench
