package ws

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// maxMessage is the longest message that the server takes; firmware's are far below.
const maxMessage = 1 << 20

// conversation is one connection.
type conversation struct {
	line     Line
	in       *bufio.Reader
	script   Script
	answered int  // messages
	closing  bool // the server has sent a Close, and waits for the client's

	// The client's message as far as it has come.
	opcode  byte
	message []byte
	open    bool
}

// errOver tells that the server has said everything that it will say.
var errOver = errors.New("the conversation is over")

// failure is a reason for the server to fail the connection (RFC 6455, 7.1.7).
type failure struct {
	code ws.StatusCode
	why  string
}

func (f failure) Error() string { return f.why }

// Serve speaks on a connection as the script has it, until it is over: the client has ended it, or the server has nothing
// more to say. It returns how the server then ends its direction.
func Serve(line Line, script Script) Ending {
	c := &conversation{line: line, in: bufio.NewReader(line), script: script}
	switch err := c.run(); {
	case script.Mute:
		drain(c.in)
		return EndOpen
	case errors.Is(err, errOver):
		return script.End
	default:
		var f failure
		if errors.As(err, &f) {
			_ = c.send(CloseWith(uint16(f.code), f.why)) // a client that is gone need not hear it
		}
		return EndClean
	}
}

// run takes the upgrade and then frame by frame.
func (c *conversation) run() error {
	request, err := readRequest(c.in)
	if err != nil {
		return c.refuse(err)
	}
	c.line.Heard("upgrade", "upgrade to "+request.RequestURI)
	if c.script.Answer.Never {
		drain(c.in)
		return errOver
	}
	wire, status, upgraded := c.script.Answer.answer(request)
	if upgraded {
		for _, o := range c.script.Greeting {
			for _, f := range o.frames() {
				wire = append(wire, f...)
			}
		}
	}
	if _, err := c.line.Write(wire); err != nil {
		return err
	}
	c.line.Said("answer", status)
	if !upgraded {
		return errOver
	}
	for _, o := range c.script.Greeting {
		c.line.Said(OpcodeName(o.Opcode), describe(o.Opcode, o.Payload))
	}
	for {
		if err := c.frame(); err != nil {
			return err
		}
	}
}

// refuse answers what is no request for an upgrade.
func (c *conversation) refuse(err error) error {
	if errors.Is(err, io.EOF) {
		return err
	}
	c.line.Heard("nonsense", "no request for an upgrade: "+err.Error())
	const status = "400 Bad Request"
	if _, err := io.WriteString(c.line, "HTTP/1.1 "+status+"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"); err != nil {
		return err
	}
	c.line.Said("answer", status)
	return errOver
}

// frame takes one frame of the client and answers it.
func (c *conversation) frame() error {
	h, err := ws.ReadHeader(c.in)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		return failure{ws.StatusProtocolError, err.Error()}
	}
	state := ws.StateServerSide
	if c.open {
		state = state.Set(ws.StateFragmented)
	}
	if err := ws.CheckHeader(h, state); err != nil {
		c.line.Heard("wrong", fmt.Sprintf("%s frame: %v", OpcodeName(byte(h.OpCode)), err))
		return failure{ws.StatusProtocolError, err.Error()}
	}
	if h.Length > maxMessage-int64(len(c.message)) {
		c.line.Heard("wrong", fmt.Sprintf("%s frame of %d bytes", OpcodeName(byte(h.OpCode)), h.Length))
		return failure{ws.StatusMessageTooBig, "a message of more than 1 MB"}
	}
	payload := make([]byte, h.Length)
	if _, err := io.ReadFull(c.in, payload); err != nil {
		return err
	}
	ws.Cipher(payload, h.Mask, 0)
	c.line.Heard(OpcodeName(byte(h.OpCode)), describe(byte(h.OpCode), payload))
	if h.OpCode.IsControl() {
		return c.control(byte(h.OpCode), payload)
	}
	return c.data(h, payload)
}

// control answers a ping, and a close.
func (c *conversation) control(opcode byte, payload []byte) error {
	switch opcode {
	case Ping:
		return c.send(Outgoing{Opcode: Pong, Payload: payload})
	case Close:
		if !c.closing {
			// The client's own code goes back, as most servers do it.
			if err := c.send(Outgoing{Opcode: Close, Payload: payload[:min(2, len(payload))]}); err != nil {
				return err
			}
		}
		return errOver
	}
	return nil
}

// data joins the fragments of a message, and answers it when it is whole.
func (c *conversation) data(h ws.Header, payload []byte) error {
	if !c.open {
		c.opcode, c.message = byte(h.OpCode), nil
	}
	c.message = append(c.message, payload...)
	c.open = !h.Fin
	if c.open || c.closing {
		return nil
	}
	message := c.message
	c.message = nil
	if c.opcode == Text && !utf8.Valid(message) {
		return failure{ws.StatusInvalidFramePayloadData, "a text that is no UTF-8"}
	}
	c.answered++
	if c.answered > 1 || c.script.First == nil && !c.script.Leave {
		return c.send(Outgoing{Opcode: c.opcode, Payload: message})
	}
	return c.first(message)
}

// first sends the answer to the first message.
func (c *conversation) first(message []byte) error {
	for _, o := range c.script.First {
		if o.Echo {
			o.Opcode, o.Payload = c.opcode, message
		}
		if err := c.send(o); err != nil {
			return err
		}
	}
	if c.script.Leave {
		return errOver
	}
	return nil
}

// send sends a message, each frame in one piece.
func (c *conversation) send(o Outgoing) error {
	if c.script.Mute {
		return nil
	}
	if o.After > 0 && !c.line.Pause(o.After) {
		return errOver
	}
	for _, f := range o.frames() {
		if _, err := c.line.Write(f); err != nil {
			return err
		}
	}
	c.line.Said(OpcodeName(o.Opcode), describe(o.Opcode, o.Payload))
	c.closing = c.closing || o.Opcode == Close
	return nil
}
