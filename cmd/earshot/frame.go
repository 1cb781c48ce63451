package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"sync"
)

// The socket speaks frames: one byte of kind, four bytes of length (big
// endian), then the payload.
const (
	frameHello  byte = 'H' // to the owner: hello as JSON
	frameIn     byte = 'I' // to the owner: standard input
	frameEOF    byte = 'E' // to the owner: end of standard input
	frameSize   byte = 'W' // to the owner: terminal size as JSON [w,h]
	frameCancel byte = 'C' // to the owner: interrupt
	frameOut    byte = 'O' // from the owner: standard output
	frameErr    byte = 'R' // from the owner: standard error
	frameWant   byte = 'N' // from the owner: send standard input now
	frameTaken  byte = 'T' // from the owner: the call begins now
	frameExit   byte = 'X' // from the owner: exit code as JSON
	frameLeft   byte = 'Q' // from the owner: it leaves, make the call elsewhere
)

// maxFrame bounds a frame, so that a broken peer cannot fill memory.
const maxFrame = 1 << 20

// hello opens a call over the socket.
type hello struct {
	Version string
	Args    []string
	Dir     string
	Env     []string
	Screen  bool // the guest has a terminal of Width x Height
	Width   int
	Height  int
}

// link is one end of a connection; its writes may come from many goroutines.
type link struct {
	conn net.Conn
	mu   sync.Mutex
}

func (l *link) send(kind byte, payload []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		part := payload[:min(len(payload), maxFrame)]
		payload = payload[len(part):]
		head := [5]byte{kind}
		binary.BigEndian.PutUint32(head[1:], uint32(len(part)))
		if _, err := (&net.Buffers{head[:], part}).WriteTo(l.conn); err != nil {
			return err
		}
		if len(payload) == 0 {
			return nil
		}
	}
}

func (l *link) sendJSON(kind byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return l.send(kind, raw)
}

func (l *link) receive() (byte, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(l.conn, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxFrame {
		return 0, nil, fmt.Errorf("a frame of %d bytes is too long", n)
	}
	payload := make([]byte, n)
	_, err := io.ReadFull(l.conn, payload)
	return head[0], payload, err
}

// writer gives an io.Writer whose bytes travel as frames of one kind.
func (l *link) writer(kind byte) io.Writer { return frameWriter{l, kind} }

type frameWriter struct {
	link *link
	kind byte
}

func (w frameWriter) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := w.link.send(w.kind, p); err != nil {
		return 0, err
	}
	return len(p), nil
}
