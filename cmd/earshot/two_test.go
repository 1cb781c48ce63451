package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
	"earshot/store/bolt"
)

// TestEveryVerbWorksWhileAnotherProcessIsOpen: the same calls, once with the
// data to themselves and once as guests, say the same and end the same.
func TestEveryVerbWorksWhileAnotherProcessIsOpen(t *testing.T) {
	tell := func(open bool) string {
		server := mastodontest.New(mastodontest.Options{})
		defer server.Close()
		s := newSandbox(t)
		s.run("connect", "mastodon", "--server", server.URL(), "--token", server.Token(), "--name", "acme")
		id := server.Say(mastodontest.Post{By: "ivan", Text: "@acme холодильник не морозит"})
		s.run("sync", "--once")
		s.try(jsonl("m", 3), "import", "jsonl", "-")
		if open {
			o := s.own("sync")
			defer o.end(syscall.SIGTERM)
		}
		s.write("more.jsonl", jsonl("n", 2)+"broken\n")
		var story strings.Builder
		for _, args := range [][]string{
			{"search", "*", "--count"},
			{"search", "-is:done", "--group", "net"},
			{"search", "bad:query"},
			{"tag", "shop:m1", "+vip", "-spam"},
			{"tag", "99", "+x"},
			{"tag", "shop:m1"},
			{"assign", "shop:m2", "me"},
			{"note", "shop:m2", "обещали позвонить"},
			{"snooze", "shop:m3", "2020-01-01"},
			{"done", "shop:m1", "shop:m2"},
			{"learn", "shop:m3", "positive"},
			{"undo"},
			{"redo"},
			{"undo"},
			{"import", "jsonl", "more.jsonl"},
			{"export", "mentions", "--query", "tag:vip", "--format", "csv"},
			{"reply", "mastodon:" + id, "Мастер приедет завтра"},
			{"post", "--to", "acme", "Мы открыты"},
			{"post", "--to", "nobody", "x"},
			{"posts"},
			{"connect", "feed", "http://127.0.0.1:1/", "--no-check", "--name", "news"},
			{"connect", "feed", "http://127.0.0.1:1/"},
			{"disconnect", "news"},
			{"check"},
			{"nosuch"},
		} {
			r := s.try("", args...)
			fmt.Fprintf(&story, "%v\n%d\n%s%s", args, r.code, r.out, r.err)
		}
		r := s.try("shop:m1\nshop:n1\n", "tag", "-", "+piped")
		fmt.Fprintf(&story, "%d\n%s%s", r.code, r.out, r.err)
		return unsteady().ReplaceAllString(strings.ReplaceAll(story.String(), s.home, "HOME"), "…")
	}
	alone, guest := tell(false), tell(true)
	if diff := cmp.Diff(alone, guest); diff != "" {
		t.Errorf("alone (-) and as a guest (+):\n%s", diff)
	}
}

// unsteady is what differs from run to run: times, ports, ids.
func unsteady() *regexp.Regexp {
	return regexp.MustCompile(`127\.0\.0\.1:\d{2,}|[0-9A-Z]{26}|\d{4}-\d\d-\d\d[T ][0-9:.]+Z?|/\d{15,}|:\d{15,}|just now`)
}

// TestTwentyProcessesAtOnceLoseNothing: whoever has the data serves the others,
// and the data change hands all the time.
func TestTwentyProcessesAtOnceLoseNothing(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 20), "import", "jsonl", "-")
	for round := range 3 {
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				r := s.try("", "tag", fmt.Sprintf("shop:m%d", i+1), fmt.Sprintf("+t%d", round), fmt.Sprintf("+only%d", i+1))
				n := s.try("", "note", fmt.Sprintf("shop:m%d", i+1), fmt.Sprintf("note %d", round))
				if r.code != 0 || n.code != 0 {
					t.Errorf("process %d: %d %s, %d %s", i, r.code, r.err, n.code, n.err)
				}
			})
		}
		all.Wait()
		if n := s.count(fmt.Sprintf("tag:t%d", round)); n != 20 {
			t.Errorf("round %d: %d of 20 tags are there", round, n)
		}
	}
	for _, m := range s.mentions("*") {
		if len(m.Tags) != 4 || len(m.Notes) != 3 {
			t.Errorf("mention %s has the tags %v and %d notes", m.ID, m.Tags, len(m.Notes))
		}
	}
	s.clean(20)
}

// TestAnOwnerThatEndsHandsOver: a guest's long call goes on by itself in
// another process, and says everything once.
func TestAnOwnerThatEndsHandsOver(t *testing.T) {
	s := newSandbox(t)
	const n = 4000
	s.try(jsonl("m", n), "import", "jsonl", "-")
	want := s.run("export", "mentions").out
	for range 3 {
		o := s.own("sync")
		long := s.command("export", "mentions")
		out, err := long.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		long.Stderr = &said
		if err := long.Start(); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 256<<10) // more than the pipes hold: the owner is in the middle
		var have int
		for have < len(got) {
			k, err := out.Read(got[have:])
			have += k
			if err != nil {
				t.Fatalf("%v after %d bytes: %s", err, have, said.String())
			}
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			o.end(syscall.SIGTERM)
		}()
		var rest bytes.Buffer
		if _, err := rest.ReadFrom(out); err != nil {
			t.Fatal(err)
		}
		if err := long.Wait(); err != nil {
			t.Fatalf("%v: %s", err, said.String())
		}
		<-ended
		if whole := string(got) + rest.String(); whole != want {
			t.Fatalf("the export has %d bytes, want %d: it was cut or said twice", len(whole), len(want))
		}
	}
}

// TestALongImportOfAGuestGoesOn when its owner ends.
func TestALongImportOfAGuestGoesOn(t *testing.T) {
	s := newSandbox(t)
	const n = 5000
	file := s.write("in.jsonl", jsonl("m", n))
	o := s.own("sync")
	guest := s.start("", "import", "jsonl", file)
	o.end(syscall.SIGTERM)
	if r := s.finish(guest); r.code != 0 {
		t.Fatalf("%d: %s", r.code, r.err)
	}
	s.clean(n)
}

// TestAPipeOfTwoCallsDoesNotBlockItself: the first owns the data, the second
// reads what the first writes, and the first does not end before its guests.
func TestAPipeOfTwoCallsDoesNotBlockItself(t *testing.T) {
	s := newSandbox(t)
	const n = 3000
	s.try(jsonl("m", n), "import", "jsonl", "-")
	for round := range 5 {
		from, to := s.command("search", "is:open", "--json"), s.command("tag", "-", fmt.Sprintf("+r%d", round))
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		ids, feed, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		from.Stdout, to.Stdin, to.Stderr = write, ids, &said
		sieve := exec.Command("sed", "-n", `s/.*"doc":\([0-9]*\).*/\1/p`)
		sieve.Stdin, sieve.Stdout = read, feed
		for _, cmd := range []*exec.Cmd{from, sieve, to} {
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range []*os.File{read, write, ids, feed} {
			_ = f.Close() // the processes have their own
		}
		for _, cmd := range []*exec.Cmd{from, sieve, to} {
			limit := cmd.Process
			if err := s.waitFor(cmd); err != nil {
				_ = limit.Kill()
				t.Fatalf("%v: %v: %s", cmd.Args, err, said.String())
			}
		}
		if got := s.count(fmt.Sprintf("tag:r%d", round)); got != n {
			t.Fatalf("round %d: %d of %d were tagged", round, got, n)
		}
	}
}

// waitFor waits for a process that must not hang.
func (s *sandbox) waitFor(cmd *exec.Cmd) error {
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-within(s.t, callTimeout).Done():
		return fmt.Errorf("it hangs")
	}
}

// TestSocketsOfTheDeadAndTheFarAway: a file that a killed owner left, and data
// folders whose path is too long for a socket.
func TestSocketsOfTheDeadAndTheFarAway(t *testing.T) {
	near := newSandbox(t)
	far := newSandbox(t)
	far.data = far.path(strings.Repeat("очень-длинный-путь", 3), strings.Repeat("x", 80))
	for _, s := range []*sandbox{near, far} {
		s.try(jsonl("m", 2), "import", "jsonl", "-")
		for _, signal := range []os.Signal{syscall.SIGKILL, syscall.SIGTERM} {
			o := s.own("sync")
			guest := s.command("tag", "shop:m1", "+guest")
			guest.Env = append(guest.Env, "XDG_RUNTIME_DIR="+s.path("elsewhere"), "TMPDIR="+s.path("nowhere"))
			var said bytes.Buffer
			guest.Stderr = &said
			if err := guest.Run(); err != nil {
				t.Fatalf("%v: %s", err, said.String())
			}
			o.end(signal)
			s.run("tag", "shop:m1", "-guest")
		}
		checkPrivate(t, s.home)
	}
	note, err := os.ReadFile(filepath.Join(far.data, socketNote))
	if err != nil {
		t.Fatal(err)
	}
	if folder := filepath.Dir(strings.TrimSpace(string(note))); exists(folder) {
		t.Errorf("%s is left behind", folder)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// TestABrokenGuestHarmsNobody: what is no earshot speaks to the socket.
func TestABrokenGuestHarmsNobody(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 2), "import", "jsonl", "-")
	o := s.own("sync")
	for _, words := range []string{"", "GET / HTTP/1.1\r\n\r\n", "H\xff\xff\xff\xff", "H\x00\x00\x00\x02{]", "I\x00\x00\x00\x01x", "H\x00\x00\x00\x02{}"} {
		conn, err := net.Dial("unix", filepath.Join(s.data, socketFile))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte(words)); err != nil {
			t.Fatal(err)
		}
		_ = conn.Close() // in the middle of a word
		s.run("tag", "shop:m1", "+fine")
	}
	o.end(syscall.SIGTERM)
	s.clean(2)
}

// TestAReplyOutlivesItsOwner: the process that accepted it leaves before the
// network has answered; the guest sees to it that it arrives, once.
func TestAReplyOutlivesItsOwner(t *testing.T) {
	server := mastodontest.New(mastodontest.Options{})
	t.Cleanup(server.Close)
	s := newSandbox(t)
	s.run("connect", "mastodon", "--server", server.URL(), "--token", server.Token(), "--name", "acme")
	id := server.Say(mastodontest.Post{By: "ivan", Text: "@acme привет"})
	s.run("sync", "--once")
	for round := range 4 {
		o := s.own("sync")
		hold := mastodontest.Fault{Status: 503, Delay: 300 * time.Millisecond, Times: 1}
		if round%2 == 1 {
			hold = mastodontest.Fault{Lost: true, Delay: 300 * time.Millisecond, Times: 1}
		}
		server.Fail("POST /api/v1/statuses", hold)
		before := len(server.Requests("POST /api/v1/statuses"))
		text := fmt.Sprintf("Здравствуйте, это ответ %d", round)
		guest := s.start("", "reply", "mastodon:"+id, text, "--force")
		ctx := within(t, time.Minute)
		for len(server.Requests("POST /api/v1/statuses")) == before && store.Sleep(ctx, time.Millisecond) {
		}
		o.end(syscall.SIGTERM)
		r := s.finish(guest)
		if r.code != 0 || !strings.Contains(r.err, "sent on acme") {
			t.Errorf("round %d: exit %d: %s", round, r.code, r.err)
		}
		n := 0
		for _, w := range server.By("acme") {
			if strings.HasSuffix(w.Text, text) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("round %d: the answer stands there %d times", round, n)
		}
	}
}

// TestWhatMayHaveHappenedIsNotDoneTwice: an owner that takes a call and dies.
// The test plays the owner, because the moment between the change and the word
// of it is too short to be met by chance.
func TestWhatMayHaveHappenedIsNotDoneTwice(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 1), "import", "jsonl", "-")
	file, err := bolt.Open(filepath.Join(s.data, dataFile), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	socket, err := net.Listen("unix", filepath.Join(s.data, socketFile))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	calls := make(chan string, 100)
	go func() {
		for {
			conn, err := socket.Accept()
			if err != nil {
				return
			}
			l := &link{conn: conn}
			var h hello
			if _, raw, err := l.receive(); err != nil || json.Unmarshal(raw, &h) != nil {
				return
			}
			again := len(calls) > 0
			calls <- h.Args[0]
			_ = l.send(frameTaken, nil) // a guest that is gone will be missed below
			if again {
				_ = l.sendJSON(frameExit, 0)
			}
			_ = conn.Close() // the first time without a word
		}
	}()
	for _, c := range []struct {
		args        []string
		code, times int
	}{
		{[]string{"note", "shop:m1", "обещали"}, exitError, 1},
		{[]string{"reply", "shop:m1", "да"}, exitError, 1},
		{[]string{"post", "--to", "acme", "да"}, exitError, 1},
		{[]string{"undo"}, exitError, 1},
		{[]string{"redo"}, exitError, 1},
		{[]string{"snooze", "shop:m1", "2h"}, exitError, 1},
		{[]string{"connect", "feed", "http://127.0.0.1:1", "--no-check"}, exitError, 1},
		{[]string{"tag", "shop:m1", "+vip"}, exitOK, 2},
		{[]string{"done", "shop:m1"}, exitOK, 2},
		{[]string{"search", "*"}, exitOK, 2},
		{[]string{"import", "jsonl", "in.jsonl"}, exitOK, 2},
	} {
		r := s.try("", c.args...)
		times := len(calls)
		for range times {
			<-calls
		}
		if r.code != c.code || times != c.times {
			t.Errorf("%v: exit %d after %d calls, want %d after %d: %s", c.args, r.code, times, c.code, c.times, r.err)
		}
		if c.code != exitOK && !strings.Contains(r.err, "look whether it happened") {
			t.Errorf("%v does not say what to do: %s", c.args, r.err)
		}
	}
}
