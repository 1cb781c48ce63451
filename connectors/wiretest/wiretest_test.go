package wiretest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"earshot/connectors/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// echo answers every line with itself, until the listener is closed.
func echo(l net.Listener) {
	var all sync.WaitGroup
	defer all.Wait()
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		all.Go(func() {
			defer c.Close() //nolint:errcheck // the client has gone
			in := bufio.NewReader(c)
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if _, err := io.WriteString(c, line); err != nil {
					return
				}
			}
		})
	}
}

// party is one end at a client's side.
type party struct {
	t  *testing.T
	c  net.Conn
	in *bufio.Reader
}

// call connects: each kind of wire in its own way.
func call(t *testing.T, w *wiretest.Wire) *party {
	t.Helper()
	dial := w.Dial
	if w.Addr() != "memory" {
		dial = (&net.Dialer{}).DialContext
	}
	c, err := dial(t.Context(), "tcp", w.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return &party{t, c, bufio.NewReader(c)}
}

// say says a line and gives what comes back.
func (p *party) say(line string) (string, error) {
	if _, err := io.WriteString(p.c, line+"\n"); err != nil {
		return "", err
	}
	back, err := p.in.ReadString('\n')
	return strings.TrimSuffix(back, "\n"), err
}

func (p *party) hears(line string) {
	p.t.Helper()
	if back, err := p.say(line); back != line || err != nil {
		p.t.Errorf("to %q came %q, %v", line, back, err)
	}
}

// refused holds that nobody is let in: over TCP the connection is reset sooner
// or later.
func refused(t *testing.T, w *wiretest.Wire) {
	t.Helper()
	if w.Addr() == "memory" {
		if _, err := w.Dial(t.Context(), "", ""); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("it says %v", err)
		}
		return
	}
	c, err := net.Dial("tcp", w.Addr())
	if err != nil {
		return
	}
	defer c.Close() //nolint:errcheck // nothing is lost
	if back, err := (&party{t, c, bufio.NewReader(c)}).say("anybody?"); err == nil {
		t.Errorf("it says %q", back)
	}
}

// wires tells a story on both kinds of wire.
func wires(t *testing.T, story func(t *testing.T, w *wiretest.Wire)) {
	t.Helper()
	t.Run("tcp", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var server sync.WaitGroup
		server.Go(func() { echo(l) })
		t.Cleanup(server.Wait)
		t.Cleanup(func() { _ = l.Close() })
		story(t, wiretest.TCP(t, l.Addr().String()))
	})
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { story(t, memory(t)) })
	})
}

// memory is a wire in memory with an echo at its end.
func memory(t *testing.T) *wiretest.Wire {
	var server sync.WaitGroup
	t.Cleanup(server.Wait)
	w := wiretest.Memory(t)
	server.Go(func() { echo(w.Listener()) })
	return w
}

func TestAWholeWireCarriesEverything(t *testing.T) {
	wires(t, func(t *testing.T, w *wiretest.Wire) {
		p, q := call(t, w), call(t, w)
		p.hears("hello")
		q.hears(strings.Repeat("long ", 100_000))
		p.hears("still there")
		if n := w.Open(); n != 2 {
			t.Errorf("%d connections stand", n)
		}
	})
}

func TestSlicesAndBandwidthLoseNothing(t *testing.T) {
	wires(t, func(t *testing.T, w *wiretest.Wire) {
		p := call(t, w)
		w.Break(wiretest.Slices(7, 0), wiretest.Bandwidth(1000), wiretest.Slices(5, 0).Up())
		p.hears(strings.Repeat("слово ", 500))
		w.Heal()
		p.hears("whole again")
	})
}

func TestALimitCutsAConnectionInTheMiddle(t *testing.T) {
	wires(t, func(t *testing.T, w *wiretest.Wire) {
		w.Break(wiretest.Limit(10))
		p := call(t, w)
		p.hears("four")
		back, err := p.say("twenty letters, say")
		if back != "twent" || !errors.Is(err, io.EOF) {
			t.Errorf("through came %q, %v", back, err)
		}
		w.Heal()
		call(t, w).hears("a new one has no limit any more")
	})
}

func TestAResetIsToldFromAnEnd(t *testing.T) {
	wires(t, func(t *testing.T, w *wiretest.Wire) {
		p := call(t, w)
		p.hears("hello")
		w.Reset()
		if _, err := p.in.ReadByte(); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("after a reset came %v", err)
		}
		q := call(t, w)
		q.hears("hello")
		w.Cut()
		if _, err := q.in.ReadByte(); !errors.Is(err, io.EOF) {
			t.Errorf("after a cut came %v", err)
		}
		w.Break(wiretest.ResetPeer(0))
		r := call(t, w)
		if _, err := r.say("anything"); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("with a resetting peer came %v", err)
		}
	})
}

func TestSilenceStrikesConnectionsThatStand(t *testing.T) {
	wires(t, func(t *testing.T, w *wiretest.Wire) {
		p := call(t, w)
		p.hears("hello")
		w.Break(wiretest.Silence(0))
		_ = p.c.SetReadDeadline(time.Now().Add(50 * time.Millisecond)) //nolint:errcheck // both kinds have deadlines
		if back, err := p.say("lost"); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("into the silence came %q, %v", back, err)
		}
		_ = p.c.SetReadDeadline(time.Time{})
		w.Heal()
		p.hears("what was swallowed stays lost, the rest goes on")
	})
}

func TestOfflineRefusesWhoComes(t *testing.T) {
	wires(t, func(t *testing.T, w *wiretest.Wire) {
		p := call(t, w)
		p.hears("hello")
		w.Offline(true)
		p.hears("who stands may stay")
		refused(t, w)
		w.Offline(false)
		call(t, w).hears("back again")
	})
}

// TestTimeOnAWireIsSimulated: a day of latency takes no time.
func TestTimeOnAWireIsSimulated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		p := call(t, w)
		w.Break(wiretest.Latency(24*time.Hour, 0), wiretest.Latency(time.Hour, 0).Up())
		began := time.Now()
		p.hears("tomorrow")
		if took := time.Since(began); took != 25*time.Hour {
			t.Errorf("it took %v", took)
		}
		w.Break(wiretest.Silence(time.Minute))
		began = time.Now()
		if _, err := p.say("into the void"); !errors.Is(err, io.EOF) {
			t.Errorf("the silence ends with %v", err)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("it ended after %v", took)
		}
	})
}

func TestNobodyIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := wiretest.Memory(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := w.Dial(ctx, "", ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a server that accepts nobody: %v", err)
		}
		_ = w.Listener().Close()
		if _, err := w.Dial(t.Context(), "", ""); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("a server that has gone: %v", err)
		}
	})
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = free.Close()
	refused(t, wiretest.TCP(t, free.Addr().String()))
}

// Example shows HTTP over a wire that is cut in the middle of an answer.
func Example() {
	t := &testing.T{} // the test's own
	wire := wiretest.Memory(t)
	defer wire.Close()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, strings.Repeat("so much to say ", 1000))
	}), ReadHeaderTimeout: time.Minute}
	go server.Serve(wire.Listener()) //nolint:errcheck // ends with Close
	defer server.Close()             //nolint:errcheck // nothing is lost

	transport := &http.Transport{DialContext: wire.Dial}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}

	wire.Break(wiretest.Limit(1000))
	resp, err := client.Get("http://brand.test/")
	if err == nil {
		defer resp.Body.Close() //nolint:errcheck // read to its end
		_, err = io.ReadAll(resp.Body)
	}
	fmt.Println(err)
	// Output: unexpected EOF
}
