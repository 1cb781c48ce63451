package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
)

// errOwnerGone says that the owner ended without an answer: nobody knows
// whether the call happened.
var errOwnerGone = errors.New("the process that owned the data ended before it answered")

// guestVariables are the parts of the environment that travel with a call; the
// rest, secrets perhaps, stays at home.
func guestVariables(env []string) []string {
	var out []string
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		switch {
		case name == "USER", name == "LOGNAME", name == "HOME", name == "TZ", name == "NO_COLOR",
			strings.HasPrefix(name, "EARSHOT_"), strings.HasPrefix(name, "TERM"), name == "COLORTERM",
			name == "COLUMNS", strings.HasPrefix(name, "LC_"), name == "LANG", strings.HasPrefix(name, "XDG_"),
			name == "SSH_TTY", name == "TMUX":
			out = append(out, v)
		}
	}
	return out
}

// forward makes the call in the owner's process and gives its exit code.
// errOwnerLeft means that the call did not happen and can be made again.
func forward(ctx context.Context, c *Call, conn net.Conn) (int, error) {
	defer conn.Close()
	l := &link{conn: conn}
	h := hello{Version: version(), Args: c.Args, Dir: c.Dir, Env: guestVariables(c.Env)}
	if c.Terminal != nil {
		h.Screen, h.Width, h.Height = true, c.Terminal.Width, c.Terminal.Height
	}
	if c.screen && c.Terminal != nil {
		restore, err := c.Terminal.Raw()
		if err != nil {
			return 1, err
		}
		defer restore()
	}
	if err := l.sendJSON(frameHello, h); err != nil {
		return 1, errOwnerLeft
	}
	stop := context.AfterFunc(ctx, func() { _ = l.send(frameCancel, nil) })
	defer stop()
	done := make(chan struct{})
	defer close(done)
	if c.Terminal != nil {
		go func() {
			for {
				select {
				case <-done:
					return
				case size := <-c.Terminal.Resize:
					_ = l.sendJSON(frameSize, size)
				}
			}
		}()
	}
	return answers(c, l)
}

func answers(c *Call, l *link) (int, error) {
	var fed atomic.Bool
	for {
		kind, raw, err := l.receive()
		if err != nil {
			return 1, errOwnerGone
		}
		switch kind {
		case frameOut:
			_, err = c.Out.Write(raw)
		case frameErr:
			_, err = c.Err.Write(raw)
		case frameWant:
			go feedInput(c, l, &fed)
		case frameLeft:
			if fed.Load() && c.Terminal == nil {
				return 1, errors.New("the process that owned the data left while it read standard input; try again")
			}
			return 1, errOwnerLeft
		case frameExit:
			code := 1
			_ = json.Unmarshal(raw, &code)
			return code, nil
		}
		if err != nil {
			return 1, err
		}
	}
}

// feedInput sends standard input to the owner.
func feedInput(c *Call, l *link, fed *atomic.Bool) {
	buf := make([]byte, 32<<10)
	for {
		n, err := c.In.Read(buf)
		if n > 0 {
			fed.Store(true)
			if l.send(frameIn, buf[:n]) != nil {
				return
			}
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				_ = l.send(frameEOF, nil)
			}
			return
		}
	}
}
