// Package ws is a WebSocket server that goes wrong in one chosen way (RFC 6455), and a reader of what a client sent that
// is independent of it. The server's frames are read and written by github.com/gobwas/ws, the client's judged by
// ParseStream.
package ws
