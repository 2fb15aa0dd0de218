// Package mqtt is a broker of MQTT 3.1.1 that goes wrong in one chosen way, and a strict reader of what a client sent. What
// the broker sends is encoded by github.com/eclipse/paho.mqtt.golang/packets. Its state is one connection's: nothing is
// kept for the next one, so that a trial does not depend on those before it.
package mqtt
