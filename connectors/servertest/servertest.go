// Package servertest starts real servers for tests: on loopback, in a
// temporary folder, on a free port, without touching the system's own
// configuration. A server that is not installed skips the test aloud, and fails
// it where EARSHOT_NO_SKIP=1 says that nothing may be skipped.
package servertest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// readyWithin is how long a server may take to accept connections.
const readyWithin = 10 * time.Second

// Need finds a program and gives its path. Where it is missing the test is
// skipped, or fails under EARSHOT_NO_SKIP=1.
func Need(t testing.TB, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/sbin"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	Skip(t, name+" is not installed")
	return ""
}

// Skip skips a test aloud, or fails it under EARSHOT_NO_SKIP=1.
func Skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("EARSHOT_NO_SKIP") == "1" {
		t.Fatalf("NOT TESTED: %s, and EARSHOT_NO_SKIP=1 allows no skipping", why)
	}
	t.Skipf("NOT TESTED: %s", why)
}

// FreePort gives a port of 127.0.0.1 that is free at this moment.
func FreePort(t testing.TB) int {
	t.Helper()
	return FreePorts(t, 1)[0]
}

// FreePorts gives several, no two of which are the same: one that is given back before
// the next is asked for may be given again.
func FreePorts(t testing.TB, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() //nolint:errcheck // nothing was sent
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// Files writes files into a folder that a server may read.
func Files(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil { //nolint:gosec // a server of another user reads it
			t.Fatal(err)
		}
	}
}

// Start runs a program until the test ends and waits until addr accepts
// connections. It gives an error with the program's last words when it does
// not come up.
func Start(t testing.TB, addr string, cmd *exec.Cmd) error {
	t.Helper()
	out := &tail{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // why it ended stands in out
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		<-ended
	})
	late := time.After(readyWithin)
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		if c, err := net.Dial("tcp", addr); err == nil {
			tick.Stop()
			return c.Close()
		}
		select {
		case <-ended:
			return fmt.Errorf("%s ended: %s", filepath.Base(cmd.Path), out)
		case <-late:
			return fmt.Errorf("%s does not accept connections on %s: %s", filepath.Base(cmd.Path), addr, out)
		case <-tick.C:
		}
	}
}

// Nginx starts nginx with the directives of one server block and gives its
// base address. The files are what it serves.
func Nginx(t testing.TB, server string, files map[string]string) string {
	t.Helper()
	bin := Need(t, "nginx")
	var err error
	for range 5 { // a free port may be taken before nginx has it
		dir := t.TempDir()
		Files(t, filepath.Join(dir, "www"), files)
		addr := fmt.Sprintf("127.0.0.1:%d", FreePort(t))
		Files(t, dir, map[string]string{"nginx.conf": nginxConf(dir, addr, server)})
		cmd := exec.Command(bin, "-p", dir, "-e", "stderr", "-c", filepath.Join(dir, "nginx.conf")) //nolint:gosec // our own words
		if err = Start(t, addr, cmd); err == nil {
			return "http://" + addr
		}
	}
	t.Fatalf("nginx does not start: %v", err)
	return ""
}

func nginxConf(dir, addr, server string) string {
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;" // the temporary folder is root's alone
	}
	return strings.NewReplacer("USER", user, "DIR", dir, "ADDR", addr, "SERVER", server).Replace(`
USER
daemon off;
master_process off;
pid DIR/pid;
error_log stderr error;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path DIR/body;
	proxy_temp_path DIR/proxy;
	fastcgi_temp_path DIR/fastcgi;
	uwsgi_temp_path DIR/uwsgi;
	scgi_temp_path DIR/scgi;
	default_type application/xml;
	server {
		listen ADDR;
		server_name localhost;
		root DIR/www;
		absolute_redirect on;
		SERVER
	}
}
`)
}

// tail keeps the last words of a program.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (w *tail) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.buf.Len() > 1<<16 {
		w.buf.Reset()
	}
	return w.buf.Write(p)
}

// String gives what was kept.
func (w *tail) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.TrimSpace(w.buf.String())
}
