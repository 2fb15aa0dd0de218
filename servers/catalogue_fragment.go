package servers

import (
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// granted is the length that these servers grant to who asks for it, in bytes: the least that there is.
const granted = 512

// granting is a server that grants the length that it is asked for where the act does so, and keeps to it in its handshake.
func granting(act wire.Act, more ...wire.Step) Behaviour {
	b := sealed(append([]wire.Step{wire.On(wire.ServerHello, act)}, more...)...)
	b.Wire.Consistent = true
	b.Wire.Fragment = granted
	return b
}

// fragmentLengths are servers that differ in how they keep to the length of records that they are asked for (RFC 6066 §4).
// Firmware that gives its TLS less memory than the longest record takes depends on it.
func fragmentLengths() []Scenario {
	small := wire.OnEach(wire.Data, wire.SealSplit(granted))
	long := granting(wire.GrantFragmentLength(), small)
	long.Reply = http1.Large()
	broken := granting(wire.GrantFragmentLength())
	broken.Reply = http1.Large()
	forgotten := granting(wire.GrantFragmentLengthTo("a probe", (*wire.ClientHello).Constant))
	forgotten.Wire.Fragment = 0
	return []Scenario{
		{
			Name: "fragment-length-broken", Protocol: ProtocolHTTP, Behave: always(broken),
			Doc: "The server grants the max_fragment_length that it is asked for, and then sends its reply of 5 KB in one record all the same.",
		},
		{
			Name: "fragment-length-kept", Full: true, Protocol: ProtocolHTTP, Behave: always(long),
			Doc: "The server grants the max_fragment_length that it is asked for, and a reply of 5 KB comes in records of 512 bytes.",
		},
		{
			Name: "fragment-length-forgotten", Full: true, Protocol: ProtocolHTTP, Behave: always(forgotten),
			Doc: "The server grants a max_fragment_length to a probe, and not to the connection that follows, whose certificates and reply come in longer records.",
		},
	}
}
