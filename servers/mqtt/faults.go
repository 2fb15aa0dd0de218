package mqtt

// The names of all faults.
const (
	BadLength         = "bad-length"          // the remaining length has more than four bytes
	LengthNotShortest = "length-not-shortest" // the remaining length has more bytes than it needs
	PacketNotEnded    = "packet-not-ended"    // the stream stops inside a packet
	BadType           = "bad-type"            // a reserved type, or one that only a broker sends
	BadFlags          = "bad-flags"           // the flags of the first byte are not those that its type has
	ShortPacket       = "short-packet"        // a packet ends before its fields do
	BytesAfterFields  = "bytes-after-fields"  // a packet goes on after its last field
	BadString         = "bad-string"          // a string that is no UTF-8, or holds a NUL
	FirstNotConnect   = "first-not-connect"   // the first packet is no CONNECT
	ConnectTwice      = "connect-twice"       // a second CONNECT
	AfterDisconnect   = "after-disconnect"    // a packet follows the DISCONNECT
	BadProtocol       = "bad-protocol"        // the protocol's name and level are not those of MQTT 3.1 or 3.1.1
	BadConnectFlags   = "bad-connect-flags"   // CONNECT's reserved flag is set, or others contradict each other
	NoClientID        = "no-client-id"        // an empty client identifier without a clean session
	BadQoS            = "bad-qos"             // a QoS of 3, or DUP at QoS 0
	BadTopic          = "bad-topic"           // a topic to publish to that is empty or has a wildcard
	BadFilter         = "bad-filter"          // a topic filter that is empty or has a wildcard where none may be
	NoFilters         = "no-filters"          // SUBSCRIBE or UNSUBSCRIBE without a topic filter
	ZeroID            = "zero-id"             // a packet identifier of 0
)

// FaultNames lists the names of all faults that ParsePackets can report.
func FaultNames() []string {
	return []string{
		BadLength, LengthNotShortest, PacketNotEnded, BadType, BadFlags, ShortPacket, BytesAfterFields, BadString,
		FirstNotConnect, ConnectTwice, AfterDisconnect, BadProtocol, BadConnectFlags, NoClientID, BadQoS, BadTopic,
		BadFilter, NoFilters, ZeroID,
	}
}

// Fault is one deviation from MQTT 3.1.1.
type Fault struct {
	Name   string // one of FaultNames
	Doc    string // a sentence for a report
	Offset int    // in the bytes of the stream: that of the packet, or of the end of the stream
}
