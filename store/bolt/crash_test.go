package bolt_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/bolt"
)

// crashed names the file in the environment of the process that is to be
// killed.
const crashed = "EARSHOT_TEST_CRASH"

// TestKilledInTheMiddle kills a process that writes without pause: what it had
// reported as stored must be there, and the file in order.
func TestKilledInTheMiddle(t *testing.T) {
	if path := os.Getenv(crashed); path != "" {
		writeForEver(path)
	}
	path := filepath.Join(t.TempDir(), "earshot.db")
	for range 3 {
		reported := killedWriter(t, path)
		s, err := bolt.Open(path, bolt.Options{Timeout: 5 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, s); n < reported || n%10 != 0 {
			t.Errorf("%d mentions are there, %d were reported", n, reported)
		}
		if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() {
			t.Errorf("check: %v, %v", r.Problems, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// writeForEver stores ten mentions a time and reports the total.
func writeForEver(path string) {
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		panic(err)
	}
	for {
		n := 0
		err := s.Update(context.Background(), func(tx store.Tx) (err error) {
			if n, err = tx.Mentions().Count(context.Background(), store.Search{}); err != nil {
				return err
			}
			for range 10 {
				if err := tx.Mentions().Put(mention(n)); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil {
			panic(err)
		}
		if _, err := os.Stdout.WriteString(strconv.Itoa(n) + "\n"); err != nil {
			os.Exit(0) // nobody listens any more
		}
	}
}

func killedWriter(t *testing.T, path string) (reported int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(self, "-test.run=^TestKilledInTheMiddle$")
	cmd.Env = append(os.Environ(), crashed+"="+path)
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it says "killed"
	lines := strings.Fields(out.String())
	if len(lines) > 1 { // the last may be cut
		reported, _ = strconv.Atoi(lines[len(lines)-2])
	}
	t.Logf("%d mentions were reported", reported)
	return reported
}
