package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

// The kill tests end a real process by SIGKILL at a random moment, again and
// again, and then look: nothing accepted is lost, nothing is doubled, nothing
// is sent twice, nothing is stuck. EARSHOT_LONG=1 kills 100 times each,
// EARSHOT_KILLS=4 four times: for a run that repeats them with the race detector.

// moment is a random time up to most, in steps of a microsecond.
func moment(rng *rand.Rand, most time.Duration) time.Duration {
	return time.Duration(rng.Int64N(int64(most/time.Microsecond))) * time.Microsecond
}

// clean proves that the file is sound and gives nothing else.
func (s *sandbox) clean(mentions int) {
	s.t.Helper()
	if got := s.run("check").out; got != fmt.Sprintf("clean: %d mentions\n", mentions) {
		s.t.Fatalf("check says %q, want %d mentions", got, mentions)
	}
}

func TestAnImportThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	const lines, fresh = 1200, 10 // a new folder after every 10 kills, or check would take over
	rng := rand.New(rand.NewPCG(1, 1))
	var s *sandbox
	var whole time.Duration
	cut := 0
	for round := range kills(t) {
		if round%fresh == 0 {
			s = newSandbox(t)
			began := time.Now()
			s.try(jsonl("first-", lines), "import", "jsonl", "-")
			whole = time.Since(began)
		}
		before := lines * (round%fresh + 1)
		input := jsonl(fmt.Sprintf("r%d-", round), lines)
		file := s.write("in.jsonl", input)
		r := s.start("", "import", "jsonl", file)
		death := time.AfterFunc(moment(rng, whole), func() { _ = r.Process.Kill() })
		_ = r.Wait() // killed, or done before
		death.Stop()
		if r.ProcessState.ExitCode() != 0 {
			cut++
		}
		n := s.count("*")
		if n < before || n > before+lines {
			t.Fatalf("round %d: %d mentions, there were %d before", round, n, before)
		}
		s.clean(n)
		again := s.run("import", "jsonl", file).err
		if want := fmt.Sprintf("%d new, %d known, 0 edited, 0 refused", before+lines-n, n-before); !strings.Contains(again, want) {
			t.Fatalf("round %d: %s, want %s", round, again, want)
		}
		s.clean(before + lines)
	}
	t.Logf("%d of %d imports were cut", cut, kills(t))
}

// TestASyncThatIsKilledLosesAndDoublesNothing: people write all the time.
func TestASyncThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	server := mastodontest.New(mastodontest.Options{RateLimit: 1 << 20})
	t.Cleanup(server.Close)
	s := newSandbox(t)
	s.run("connect", "mastodon", "--server", server.URL(), "--token", server.Token(), "--name", "acme")
	// The first reading takes what a server gives at once, the newest page: what
	// is said from then on must not be missed.
	s.run("sync", "--once")
	rng := rand.New(rand.NewPCG(2, 1))
	said := map[string]int{}
	speak := func() {
		id := server.Say(mastodontest.Post{By: fmt.Sprintf("user%d", len(said)%7), Text: fmt.Sprintf("@acme вопрос %d", len(said))})
		said[id] = 0
	}
	for range kills(t) {
		r := s.start("", "sync")
		death := time.After(moment(rng, 800*time.Millisecond))
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-tick.C:
				speak()
				continue
			case <-death:
				tick.Stop()
			}
			break
		}
		if err := r.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = r.Wait() // killed
		speak()
	}
	s.run("sync", "--once")
	for _, m := range s.mentions("net:mastodon") {
		said[m.ID]++
	}
	for id, n := range said {
		if n != 1 {
			t.Errorf("mention %s is there %d times", id, n)
		}
	}
	s.clean(len(said))
	t.Logf("%d mentions were said while it was killed", len(said))
}

func TestTriageThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 20), "import", "jsonl", "-")
	rng := rand.New(rand.NewPCG(3, 1))
	verbs := 0
	for round := range kills(t) {
		deeds := s.as(fmt.Sprintf("user%d", round)).slay("triage", uint64(round), moment(rng, 150*time.Millisecond))
		verbs += len(deeds)
		found := map[uint64]mention{}
		for _, m := range s.mentions("*") {
			found[m.Doc] = m
		}
		gone := map[string]bool{} // tags that were taken back, or may have been
		for i, d := range deeds {
			if d.what == "untag" {
				gone[deeds[i-1].word] = true
			}
		}
		for i, d := range deeds {
			checkDeed(t, found[d.doc], deeds, i, gone)
		}
	}
	s.run("sync", "--once")
	if n := s.count("is:snoozed"); n != 0 {
		t.Errorf("%d mentions never wake", n)
	}
	s.clean(20)
	t.Logf("%d verbs were done while it was killed", verbs)
}

// checkDeed looks whether a reported verb is there once, and one that was cut
// not more than that.
func checkDeed(t *testing.T, m mention, deeds []deed, i int, gone map[string]bool) {
	t.Helper()
	d := deeds[i]
	n := 0
	switch d.what {
	case "tag":
		for _, tag := range m.Tags {
			if tag == d.word {
				n++
			}
		}
		if gone[d.word] {
			if n > 0 && i+1 < len(deeds) && deeds[i+1].done {
				t.Errorf("mention %d: tag %s was taken back and is there", m.Doc, d.word)
			}
			return
		}
	case "note":
		for _, note := range m.Notes {
			if note.Text == d.word {
				n++
			}
		}
	default:
		return
	}
	trail := 0
	for _, e := range m.History {
		if d.what == "tag" && strings.HasSuffix(e.Title, "+"+d.word) && !strings.HasPrefix(e.Title, "took back") {
			trail++
		}
	}
	if d.done && n != 1 || n > 1 {
		t.Errorf("mention %d: %s %s is there %d times, reported: %v", m.Doc, d.what, d.word, n, d.done)
	}
	if d.what == "tag" && trail != n {
		t.Errorf("mention %d: %s is told %d times in the history, and is there %d times", m.Doc, d.word, trail, n)
	}
}

// TestSendingThatIsKilledSendsOnce: answers are accepted and sent while the
// process is killed, and some of the network's answers are lost on the way.
func TestSendingThatIsKilledSendsOnce(t *testing.T) {
	server := mastodontest.New(mastodontest.Options{RateLimit: 1 << 20})
	t.Cleanup(server.Close)
	s := newSandbox(t)
	s.run("connect", "mastodon", "--server", server.URL(), "--token", server.Token(), "--name", "acme")
	for i := range 20 {
		server.Say(mastodontest.Post{By: "ivan", Text: fmt.Sprintf("@acme вопрос %d", i)})
	}
	s.run("sync", "--once")
	rng := rand.New(rand.NewPCG(4, 1))
	var deeds []deed
	for round := range kills(t) {
		if rng.IntN(3) == 0 {
			server.Fail("POST /api/v1/statuses", mastodontest.Fault{Lost: true, Times: 1})
		}
		deeds = append(deeds, s.slay("answers", uint64(round), moment(rng, 400*time.Millisecond))...)
	}
	server.ClearFaults()
	posts := s.settle()
	stands := map[string]int{}
	for _, w := range server.By("acme") {
		stands[w.Text[strings.LastIndexByte(w.Text, ' ')+1:]]++
	}
	accepted := map[string]int{}
	for _, p := range posts {
		accepted[p.Text[strings.LastIndexByte(p.Text, ' ')+1:]]++
		if p.State != "sent" {
			t.Errorf("post %q is %s", p.Text, p.State)
		}
	}
	for _, d := range deeds {
		if d.done && accepted[d.word] != 1 {
			t.Errorf("%s was accepted and is there %d times", d.word, accepted[d.word])
		}
		if stands[d.word] != accepted[d.word] {
			t.Errorf("%s stands on the network %d times, accepted %d times", d.word, stands[d.word], accepted[d.word])
		}
	}
	s.run("sync", "--once")
	s.clean(20)
	t.Logf("%d answers were accepted while it was killed", len(posts))
}

// postLine is a line of posts --json.
type postLine struct {
	ID, State, Text string
	To              []struct{ Account, State, Error string }
}

// settle lets the outbox work until nothing in it is on its way.
func (s *sandbox) settle() []postLine {
	s.t.Helper()
	ctx := within(s.t, time.Minute)
	for {
		s.run("sync", "--once")
		posts := decode[postLine](s.t, s.run("posts", "--json").lines())
		open := 0
		for _, p := range posts {
			if p.State == "held" || p.State == "sending" || p.State == "scheduled" {
				open++
			}
		}
		if open == 0 {
			return posts
		}
		if !store.Sleep(ctx, 500*time.Millisecond) {
			s.t.Fatalf("%d posts are stuck", open)
		}
	}
}

// TestAKilledOwnerLeavesItsGuestsUnharmed: guests wait for an owner that dies.
func TestAKilledOwnerLeavesItsGuestsUnharmed(t *testing.T) {
	if testing.Short() {
		t.Skip("kill tests are slow")
	}
	s := newSandbox(t)
	s.try(jsonl("m", 40), "import", "jsonl", "-")
	rng := rand.New(rand.NewPCG(5, 1))
	for round := range 5 {
		o := s.own("sync")
		var guests []*running
		for i := range 8 {
			guests = append(guests, s.start("", "tag", fmt.Sprintf("shop:m%d", i+1), fmt.Sprintf("+r%d", round)))
		}
		<-time.After(moment(rng, 200*time.Millisecond))
		o.end(syscall.SIGKILL)
		for _, g := range guests {
			if r := s.finish(g); r.code != 0 {
				t.Errorf("a guest ended with %d: %s", r.code, r.err)
			}
		}
		if n := s.count(fmt.Sprintf("tag:r%d", round)); n != 8 {
			t.Errorf("round %d: %d of 8 tags are there", round, n)
		}
	}
	s.clean(40)
}

// TestTeachingThatIsKilledIsWholeOrNotThere: corrections come in by batches, and
// an import that is cut goes on where it was.
func TestTeachingThatIsKilledIsWholeOrNotThere(t *testing.T) {
	const lines = 1500
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "{\"text\":\"слово%d кринж\",\"label\":\"negative\",\"lang\":\"ru\"}\n", i)
	}
	rng := rand.New(rand.NewPCG(3, 1))
	for round := range kills(t) {
		s := newSandbox(t)
		file := s.write("taught.jsonl", b.String())
		r := s.start("", "import", "corrections", file)
		death := time.AfterFunc(moment(rng, 300*time.Millisecond), func() { _ = r.Process.Kill() })
		_ = r.Wait() // killed, or done before
		death.Stop()
		n := strings.Count(s.run("learn", "--list").out, "\n")
		if n%batchSize != 0 {
			t.Fatalf("round %d: %d corrections, which is no number of batches", round, n)
		}
		s.clean(0)
		if got, want := s.run("import", "corrections", file).err, fmt.Sprintf("%d new, %d known", lines-n, n); !strings.Contains(got, want) {
			t.Fatalf("round %d: %s, want %s", round, got, want)
		}
	}
}
