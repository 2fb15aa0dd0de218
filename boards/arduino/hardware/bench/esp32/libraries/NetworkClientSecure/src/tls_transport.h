// How TLS reads and writes the socket. The argument points to the socket's descriptor; results are mbedTLS's error
// numbers, those that its own net_sockets.c gives on the chip.
#pragma once

#include <stddef.h>

int tlsSend(void *descriptor, const unsigned char *bytes, size_t count);
int tlsReceive(void *descriptor, unsigned char *buffer, size_t size);
