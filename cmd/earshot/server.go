package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// server lets other processes of the same user make their calls in the
// process that owns the data.
type server struct {
	space    *Workspace
	listener net.Listener
	guests   sync.WaitGroup
}

// maxSocket is the longest socket path in bytes that every system takes.
const maxSocket = 100

// The names in the data folder: the socket, and, where its path would be too
// long, a file that tells the path of the socket instead.
const (
	socketFile = "earshot.sock"
	socketNote = "earshot.sock.path"
)

// socketPath is where the owner's socket of a workspace lies. It is written
// down rather than reckoned from the environment, which may differ between the
// owner and its guests.
func socketPath(dir string) (string, error) {
	path := filepath.Join(dir, socketFile)
	if len(path) <= maxSocket {
		return path, nil
	}
	raw, err := os.ReadFile(filepath.Join(dir, socketNote))
	return strings.TrimSpace(string(raw)), err
}

// placeSocket chooses where to open the socket. The caller holds the data lock,
// so a socket that is already there belongs to nobody and goes.
func placeSocket(dir string) (string, error) {
	path, err := socketPath(dir)
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	note := filepath.Join(dir, socketNote)
	if len(filepath.Join(dir, socketFile)) <= maxSocket {
		return path, nil
	}
	if path != "" {
		_ = os.Remove(filepath.Dir(path)) // made below, by an owner that was killed
	}
	for _, base := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		if !filepath.IsAbs(base) || len(base) > maxSocket-40 {
			continue
		}
		folder, err := os.MkdirTemp(base, "earshot-") // 0700, and nobody else's
		if err != nil {
			continue
		}
		path := filepath.Join(folder, socketFile)
		return path, os.WriteFile(note, []byte(path+"\n"), 0o600)
	}
	return "", errors.New("the path of the data folder is too long for a socket, and no folder for temporary files is at hand; set XDG_RUNTIME_DIR")
}

// serve opens the socket.
func serve(ws *Workspace, dir string) (*server, error) {
	path, err := placeSocket(dir)
	if err != nil {
		return nil, err
	}
	listener, err := listenPrivate(path)
	if err != nil {
		return nil, err
	}
	s := &server{space: ws, listener: listener}
	s.guests.Go(s.accept)
	return s, nil
}

// listenPrivate opens a socket that only this user can reach. The folder is
// 0700 already; the mode of the socket itself is a second lock.
func listenPrivate(path string) (net.Listener, error) {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		listener.Close()
		return nil, err
	}
	return listener, nil
}

func dialOwner(ctx context.Context, dir string) (net.Conn, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: time.Second}
	return dialer.DialContext(ctx, "unix", path)
}

func (s *server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.guests.Go(func() { s.guest(conn) })
	}
}

// stopAccepting closes the socket; its file goes with it, and the folder where
// the data folder's path was too long.
func (s *server) stopAccepting() {
	_ = s.listener.Close()
	if path := s.listener.Addr().String(); filepath.Dir(path) != s.space.Dir {
		_ = os.Remove(filepath.Dir(path))
	}
}

func (s *server) wait() { s.guests.Wait() }

// guest serves one call.
func (s *server) guest(conn net.Conn) {
	defer conn.Close()
	l := &link{conn: conn}
	kind, raw, err := l.receive()
	var h hello
	if err != nil || kind != frameHello || json.Unmarshal(raw, &h) != nil {
		return
	}
	if h.Version != version() {
		_ = l.send(frameErr, []byte("the data is in use by earshot "+version()+", this is "+h.Version+": use the same version, or end the other first\n"))
		_ = l.sendJSON(frameExit, 1)
		return
	}
	if l.send(frameTaken, nil) != nil {
		return
	}
	ctx, cancel := context.WithCancelCause(s.space.live)
	defer cancel(nil)
	in, feed := io.Pipe()
	defer in.Close()
	// An owner that leaves must not wait for the input of a guest, who perhaps
	// gets it from the owner: search ... --json | jq .doc | done -
	defer context.AfterFunc(ctx, func() { feed.CloseWithError(context.Cause(ctx)) })()
	resize := make(chan [2]int, 1)
	go listen(l, feed, resize, cancel)
	c := &Call{
		Args: h.Args, Dir: h.Dir, Env: h.Env, In: &wanting{Reader: in, link: l}, Out: l.writer(frameOut), Err: l.writer(frameErr),
		space: s.space, remote: true,
	}
	if h.Screen {
		c.Terminal = &Terminal{Width: h.Width, Height: h.Height, Resize: resize}
	}
	code := Main(ctx, c)
	if code == exitLeft {
		_ = l.sendJSON(frameLeft, c.next)
		return
	}
	_ = l.sendJSON(frameExit, code)
}

// listen takes what the guest sends until its line is cut.
func listen(l *link, feed *io.PipeWriter, resize chan [2]int, cancel context.CancelCauseFunc) {
	defer feed.CloseWithError(io.ErrUnexpectedEOF)
	for {
		kind, raw, err := l.receive()
		if err != nil {
			cancel(context.Canceled)
			return
		}
		switch kind {
		case frameIn:
			if _, err := feed.Write(raw); err != nil {
				continue // the call no longer reads: go on for resize and cancel
			}
		case frameEOF:
			feed.Close()
		case frameCancel:
			cancel(context.Canceled)
		case frameSize:
			var size [2]int
			if json.Unmarshal(raw, &size) == nil {
				latest(resize, size)
			}
		}
	}
}

// wanting asks the guest for its standard input when the call first reads it:
// a call that reads nothing must not swallow the input of the loop it stands in.
type wanting struct {
	io.Reader
	link *link
	once sync.Once
}

func (w *wanting) Read(p []byte) (int, error) {
	w.once.Do(func() { _ = w.link.send(frameWant, nil) })
	return w.Reader.Read(p)
}

// latest puts v into a channel of one place, instead of what waits there.
func latest[T any](ch chan T, v T) {
	for {
		select {
		case ch <- v:
			return
		default:
		}
		select {
		case <-ch:
		default:
		}
	}
}
