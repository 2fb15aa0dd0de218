// What a sketch needs to know of WebSockets besides the client: events and limits.
//
// Names and values are those of arduinoWebSockets' public API, so that a sketch compiles against either library.
#pragma once

#include <Arduino.h>

// The longest payload, in bytes, that is taken from a server in one frame; more ends the connection with code 1009.
#ifndef WEBSOCKETS_MAX_DATA_SIZE
#define WEBSOCKETS_MAX_DATA_SIZE (15 * 1024)
#endif

// Milliseconds: how long TCP may take to connect, and then the server to send the whole head of its reply.
#ifndef WEBSOCKETS_TCP_TIMEOUT
#define WEBSOCKETS_TCP_TIMEOUT (5000)
#endif

// Bytes of the longest frame header: what a sketch leaves free before its payload when it says headerToPayload.
#define WEBSOCKETS_MAX_HEADER_SIZE (14)

// Prints where the core's debug output goes; nothing in a build without a debug port.
#ifndef DEBUG_WEBSOCKETS
#ifdef DEBUG_ESP_PORT
#define DEBUG_WEBSOCKETS(...) DEBUG_ESP_PORT.printf(__VA_ARGS__)
#else
#define DEBUG_WEBSOCKETS(...)
#endif
#endif

typedef enum {
  WStype_ERROR,
  WStype_DISCONNECTED,
  WStype_CONNECTED,
  WStype_TEXT,
  WStype_BIN,
  WStype_FRAGMENT_TEXT_START,
  WStype_FRAGMENT_BIN_START,
  WStype_FRAGMENT,
  WStype_FRAGMENT_FIN,
  WStype_PING,
  WStype_PONG,
} WStype_t;
