// Package atprototest starts the AT Protocol's own test network (npm
// @atproto/dev-env): a personal data server, the view of the network, the directory
// of accounts, as they run in production, on loopback and in a temporary folder.
// Node, redis and PostgreSQL belong to it; where one is missing the test skips
// aloud, or fails where nothing may be skipped.
//
// It stands in some ten seconds and takes some 400 MB.
package atprototest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"earshot/connectors/servertest"
)

// readyWithin is how long the network may take to stand on a busy machine.
const readyWithin = 3 * time.Minute

// Modules is the folder with the network's node_modules: EARSHOT_ATPROTO, else
// testdata/servers/atproto of this tree. Without them the test skips aloud.
func Modules(t testing.TB) string {
	t.Helper()
	servertest.Need(t, "node")
	dir := os.Getenv("EARSHOT_ATPROTO")
	if dir == "" {
		dir = scripts(t)
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@atproto", "dev-env", "package.json")); err != nil {
		servertest.Skip(t, "the AT Protocol test network is not installed (npm ci in testdata/servers/atproto, or in a copy that EARSHOT_ATPROTO names)")
	}
	return dir
}

// scripts is the folder of this tree with what starts the network.
func scripts(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		at := filepath.Join(dir, "testdata", "servers", "atproto")
		if _, err := os.Stat(filepath.Join(at, "start.cjs")); err == nil {
			return at
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("testdata/servers/atproto is not in this tree")
		}
	}
}

// Node is one of the scripts, ready to be started.
func Node(t testing.TB, script string, env ...string) *exec.Cmd {
	t.Helper()
	modules, dir := Modules(t), scripts(t)
	cmd := exec.Command(servertest.Need(t, "node"), "--no-deprecation", "--require", filepath.Join(dir, "loopback.cjs"), filepath.Join(dir, script)) //nolint:gosec // our own words
	cmd.Env = append(os.Environ(), append(env, "EARSHOT_ATPROTO="+modules, "LOG_ENABLED=0")...)
	return cmd
}

// Network is a running network.
type Network struct {
	PDS, PLC string // base addresses
	t        testing.TB
	in       io.Writer
	said     chan map[string]string
	errors   *words
}

type plan struct {
	Ports    map[string]int  `json:"ports"`
	Dir      string          `json:"dir"`
	Postgres *map[string]any `json:"postgres,omitempty"`
	Redis    *map[string]any `json:"redis,omitempty"`
}

// Start starts the whole network until the test ends.
func Start(t testing.TB) *Network {
	t.Helper()
	return attempt(t, planAll)
}

// planAll is the plan of the whole network.
func planAll(t testing.TB) *plan {
	t.Helper()
	p := newPlan(t)
	who, err := user.Lookup("postgres")
	if err != nil {
		servertest.Skip(t, "there is no user postgres")
	}
	uid, _ := strconv.Atoi(who.Uid) // numbers on every system with this user
	gid, _ := strconv.Atoi(who.Gid)
	if me := os.Geteuid(); me != 0 {
		uid, gid = me, os.Getegid() // who is not root runs it as himself
	}
	p.Postgres = &map[string]any{"initdb": postgres(t, "initdb"), "server": postgres(t, "postgres"), "uid": uid, "gid": gid, "port": servertest.FreePort(t)}
	p.Redis = &map[string]any{"server": servertest.Need(t, "redis-server"), "port": strconv.Itoa(servertest.FreePort(t))}
	(*p.Postgres)["port"] = strconv.Itoa((*p.Postgres)["port"].(int))
	if err := os.Mkdir(filepath.Join(p.Dir, "postgres"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(p.Dir, "postgres"), uid, gid); err != nil {
		t.Fatal(err)
	}
	return p
}

// StartLimited starts a personal data server alone, with the rate limits of a real
// one: logins, posts, and nothing of other people.
func StartLimited(t testing.TB) *Network {
	t.Helper()
	return attempt(t, newPlan)
}

// attempt starts a plan, and another where somebody took a free port before the
// network did.
func attempt(t testing.TB, make func(testing.TB) *plan) *Network {
	t.Helper()
	var err error
	for range 3 {
		var n *Network
		if n, err = make(t).start(t); err == nil {
			return n
		}
		t.Logf("started once more: %v", err)
	}
	t.Fatal(err)
	return nil
}

// postgres finds a program of PostgreSQL, which Debian keeps out of the path.
func postgres(t testing.TB, name string) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err == nil && len(found) > 0 {
		return found[len(found)-1]
	}
	return servertest.Need(t, name)
}

func newPlan(t testing.TB) *plan {
	t.Helper()
	Modules(t)
	// Another user than ours has to come through to its part of it, which the
	// folders of testing do not allow.
	dir, err := os.MkdirTemp("", "earshot-atproto")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })  // the system clears what is left
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // others may come through, not look
		t.Fatal(err)
	}
	p := &plan{Dir: dir, Ports: map[string]int{}}
	for _, name := range []string{"pds", "bsky", "plc", "ozone"} {
		p.Ports[name] = servertest.FreePort(t)
	}
	return p
}

func (p *plan) start(t testing.TB) (*Network, error) {
	t.Helper()
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	cmd := Node(t, "start.cjs", "EARSHOT_NETWORK="+string(raw), "TMPDIR="+p.Dir)
	n := &Network{t: t, said: make(chan map[string]string, 8), errors: &words{}}
	cmd.Stderr = n.errors
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	n.in = in
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var said map[string]string
			if json.Unmarshal(lines.Bytes(), &said) == nil && said["state"] != "" {
				n.said <- said
			}
		}
	}()
	t.Cleanup(func() {
		_ = in.Close() // and it ends all that it has started
		ended := make(chan struct{})
		go func() { <-read; _ = cmd.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			_ = cmd.Process.Kill() // it hangs
			<-ended
		}
	})
	ready, err := n.await("ready", read)
	if err != nil {
		return nil, err
	}
	n.PDS, n.PLC = ready["pds"], ready["plc"]
	return n, nil
}

// await waits for a word of the network.
func (n *Network) await(state string, ended <-chan struct{}) (map[string]string, error) {
	select {
	case said := <-n.said:
		if said["state"] == state {
			return said, nil
		}
		return nil, fmt.Errorf("the test network says %v, not %s", said, state)
	case <-ended:
		return nil, fmt.Errorf("the test network ended: %s", n.errors)
	case <-time.After(readyWithin):
		return nil, fmt.Errorf("the test network is not %s", state)
	}
}

// Down closes the door of the personal data server: connections are cut, new ones
// refused. Up opens it again.
func (n *Network) Down() { n.order("down") }

// Up opens the door again.
func (n *Network) Up() { n.order("up") }

func (n *Network) order(word string) {
	n.t.Helper()
	if _, err := io.WriteString(n.in, word+"\n"); err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.await(word, nil); err != nil {
		n.t.Fatal(err)
	}
}

// call makes a call and fails the test when it is refused.
func (n *Network) call(token, method, nsid string, query url.Values, body, into any) {
	n.t.Helper()
	var raw io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			n.t.Fatal(err)
		}
		raw = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, n.PDS+"/xrpc/"+nsid+"?"+query.Encode(), raw)
	if err != nil {
		n.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }() // all that mattered has been read
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%d %s", resp.StatusCode, text)
	}
	if err == nil && into != nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		n.t.Fatalf("%s: %v", nsid, err)
	}
}

// words keeps what a program says to standard error.
type words struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(p)
}

// String gives all of it.
func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}
