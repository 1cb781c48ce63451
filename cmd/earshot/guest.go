package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strings"
)

// errOwnerGone says that the owner ended without an answer: nobody knows
// whether the call happened.
var errOwnerGone = errors.New("the process that owned the data ended before it answered; look whether it happened (earshot search, earshot posts), and repeat it if it did not")

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
// errOwnerLeft means that the call can be made again: it did not happen, or
// nothing of it is lost or done twice when it is.
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
	end := make(chan struct{})
	defer close(end)
	lost := errOwnerLeft // before it is taken, the call has not happened
	for {
		kind, raw, err := l.receive()
		if err != nil {
			return exitError, lost
		}
		switch kind {
		case frameTaken:
			lost = errOwnerGone
		case frameOut:
			_, err = c.Out.Write(raw)
		case frameErr:
			_, err = c.Err.Write(raw)
		case frameWant:
			err = feedInput(c, l, end)
		case frameLeft:
			_ = json.Unmarshal(raw, &c.next)
			return exitError, errOwnerLeft
		case frameExit:
			code := exitError
			_ = json.Unmarshal(raw, &code)
			return code, nil
		}
		if err != nil {
			return exitError, err
		}
	}
}

// feedInput sends standard input to the owner until the call ends. What was
// sent is kept on tape, in case the call has to be made again.
func feedInput(c *Call, l *link, end <-chan struct{}) error {
	if c.tape == nil {
		c.tape = newTape(c.In)
		if _, err := c.tape.play(c.screen); err != nil {
			return err
		}
	}
	in := c.tape.head
	go func() {
		<-end
		in.stop()
	}()
	go func() {
		buf := make([]byte, 32<<10)
		for {
			n, err := in.Read(buf)
			if n > 0 && l.send(frameIn, buf[:n]) != nil {
				return
			}
			if errors.Is(err, io.EOF) {
				_ = l.send(frameEOF, nil)
			}
			if err != nil {
				return
			}
		}
	}()
	return nil
}
