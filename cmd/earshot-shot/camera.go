package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// How long no byte may come until the screen counts as quiet: between two keys,
// and before the picture, because some panes follow the selection only after a
// moment; and the time after which we give up.
const (
	restKey   = 150 * time.Millisecond
	restEnd   = 1500 * time.Millisecond
	patience  = 60 * time.Second
	farewell  = 5 * time.Second
	chunkSize = 32 << 10
)

// camera is a program in a pseudo-terminal, and an emulator that shows what it
// draws. The emulator belongs to the goroutine that calls perform and cells.
type camera struct {
	program *exec.Cmd
	tty     *os.File
	screen  *vt.Emulator
	chunks  chan []byte
	held    []byte // end of a chunk that may be half a cluster
	cursor  bool   // the text cursor shows
}

// open starts a program in a terminal of a size in cells.
func open(program *exec.Cmd, cols, rows int) (*camera, error) {
	tty, err := pty.StartWithSize(program, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		return nil, fmt.Errorf("%s cannot be started in a terminal: %w", program.Path, err)
	}
	c := &camera{program: program, tty: tty, screen: vt.NewEmulator(cols, rows), chunks: make(chan []byte, 16), cursor: true}
	c.screen.SetCallbacks(vt.Callbacks{CursorVisibility: func(visible bool) { c.cursor = visible }})
	go c.listen()
	go func() { _, _ = io.Copy(tty, c.screen) }() // what the emulator answers to questions
	return c, nil
}

// listen passes on what the program draws, until its terminal closes.
func (c *camera) listen() {
	defer close(c.chunks)
	for {
		chunk := make([]byte, chunkSize)
		n, err := c.tty.Read(chunk)
		if n > 0 {
			c.chunks <- chunk[:n]
		}
		if err != nil {
			return
		}
	}
}

// perform waits for the first frame, presses the keys and waits for rest.
func (c *camera) perform(ctx context.Context, keys []string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !c.screen.IsAltScreen() || c.blank() {
		if err := c.rest(ctx, restKey); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if err := c.rest(ctx, restKey); err != nil {
			return err
		}
		if _, err := io.WriteString(c.tty, key); err != nil {
			return err
		}
	}
	return c.rest(ctx, restEnd)
}

// rest feeds the emulator until no byte has come for a while.
func (c *camera) rest(ctx context.Context, quiet time.Duration) error {
	timer := time.NewTimer(quiet)
	defer timer.Stop()
	for {
		select {
		case chunk, ok := <-c.chunks:
			if !ok {
				return fmt.Errorf("the program ended before its picture was taken; it said:\n%s", strings.TrimSpace(c.screen.String()))
			}
			c.feed(chunk)
			timer.Reset(quiet)
		case <-timer.C:
			c.flush()
			return nil
		case <-ctx.Done():
			return errors.New("the screen does not come to rest: something on it moves by itself")
		}
	}
}

// feed gives the emulator a chunk but for its last letters beyond ASCII: the
// emulator would close a cluster whose second half is still to come.
func (c *camera) feed(chunk []byte) {
	c.held = append(c.held, chunk...)
	end := len(c.held)
	for end > 0 && c.held[end-1] >= 0x80 {
		end--
	}
	_, _ = c.screen.Write(c.held[:end])
	c.held = append([]byte(nil), c.held[end:]...)
}

func (c *camera) flush() {
	_, _ = c.screen.Write(c.held)
	c.held = nil
}

// blank tells whether nothing has been drawn yet.
func (c *camera) blank() bool { return strings.TrimSpace(c.screen.String()) == "" }

// close ends the program, politely first.
func (c *camera) close() {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range c.chunks { // a program that cannot write does not end
		}
		_ = c.program.Wait()
	}()
	_ = c.program.Process.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(farewell):
		_ = c.program.Process.Kill()
		_ = c.tty.Close()
		<-ended
	}
	_ = c.tty.Close()
	if pipe, ok := c.screen.InputPipe().(io.Closer); ok { // Emulator.Close races with its own Read
		_ = pipe.Close()
	}
}
