package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// child is what the test binary does under the name earshot: the program, or,
// where a kill test asks for it, a person who works fast and reports each verb
// when it has returned.
func child() {
	work := map[string]func(*hands){"triage": (*hands).triage, "answers": (*hands).answers, "marking": (*hands).marking}[os.Getenv("EARSHOT_TEST_CHILD")]
	if work == nil {
		main()
		return
	}
	c := processCall()
	ws, conn, err := enter(context.Background(), c)
	if err != nil || conn != nil {
		fmt.Fprintln(os.Stderr, "the data are not ours:", err)
		os.Exit(exitError)
	}
	ws.Run()
	seed, err := strconv.ParseUint(os.Getenv("EARSHOT_TEST_SEED"), 10, 64)
	if err != nil {
		panic(err)
	}
	work(&hands{ws: ws, by: c.by(), seed: seed, rng: rand.New(rand.NewPCG(seed, 1))})
}

// hands work until they are killed.
type hands struct {
	ws   *Workspace
	by   desk.By
	seed uint64
	rng  *rand.Rand
	n    int
}

// do announces a verb, does it and reports it. What was announced last may have
// happened or not; what was reported must have.
func (h *hands) do(what string, doc store.Doc, verb func() error) {
	h.n++
	word := fmt.Sprintf("%s %d w%dx%d", what, doc, h.seed, h.n)
	fmt.Println("begin", word)
	if err := verb(); err != nil {
		fmt.Println("failed", word, err)
		os.Exit(exitError)
	}
	fmt.Println("done", word)
}

// word is the unique word of the verb that comes next.
func (h *hands) word() string { return fmt.Sprintf("w%dx%d", h.seed, h.n+1) }

// triage tags, notes, closes, snoozes for a moment, and takes tags back.
func (h *hands) triage() {
	ctx, t := context.Background(), h.ws.Desk.Triage
	for {
		doc := store.Doc(1 + h.rng.IntN(20))
		word := h.word()
		switch h.rng.IntN(5) {
		case 0:
			h.do("tag", doc, func() error { return only(t.Tag(ctx, h.by, desk.On(doc), []string{word}, nil)) })
		case 1:
			h.do("note", doc, func() error { return only(t.Note(ctx, h.by, doc, word)) })
		case 2:
			h.do("close", doc, func() error { return only(t.Done(ctx, h.by, desk.On(doc))) })
		case 3:
			until := time.Now().Add(time.Duration(h.rng.IntN(40)+1) * time.Millisecond)
			h.do("snooze", doc, func() error { return only(t.Snooze(ctx, h.by, desk.On(doc), until)) })
		case 4:
			h.do("tag", doc, func() error { return only(t.Tag(ctx, h.by, desk.On(doc), []string{word}, nil)) })
			h.do("untag", doc, func() error { return only(h.ws.Desk.History.Undo(ctx, h.by)) })
		}
	}
}

// answers accepts one answer after the other; the outbox sends meanwhile.
func (h *hands) answers() {
	for {
		doc := store.Doc(1 + h.rng.IntN(20))
		out := desk.Outgoing{About: doc, NoHold: true, Force: true, Message: store.Message{Text: "ответ " + h.word()}}
		h.do("reply", doc, func() error { return only(h.ws.Desk.Publish.Send(context.Background(), h.by, out)) })
		store.Sleep(context.Background(), time.Duration(h.rng.IntN(8000))*time.Microsecond)
	}
}

func only[T any](_ T, err error) error { return err }

// deed is a verb of a child: announced, and perhaps reported.
type deed struct {
	what string
	doc  uint64
	word string
	done bool
}

// slay starts a child, lets it work for a while after its first report, kills
// it, and gives what it said.
func (s *sandbox) slay(work string, seed uint64, after time.Duration) []deed {
	s.t.Helper()
	cmd := s.command()
	cmd.Env = append(cmd.Env, "EARSHOT_TEST_CHILD="+work, "EARSHOT_TEST_SEED="+strconv.FormatUint(seed, 10))
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	var deeds []deed
	var death *time.Timer
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if death == nil {
			death = time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		var d deed
		var stage string
		if n, _ := fmt.Sscan(lines.Text(), &stage, &d.what, &d.doc, &d.word); n < 4 {
			continue // cut by the kill
		}
		switch stage {
		case "begin":
			deeds = append(deeds, d)
		case "done":
			deeds[len(deeds)-1].done = true
		default:
			s.t.Errorf("a verb failed: %s", lines.Text())
		}
	}
	_ = cmd.Wait() // killed
	if cmd.ProcessState.ExitCode() != -1 {
		s.t.Fatalf("the child ended by itself: %s", said.String())
	}
	return deeds
}

// kills is how often each kill test kills.
func kills(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		t.Skip("kill tests are slow")
	}
	if long() {
		return 100
	}
	if n, err := strconv.Atoi(os.Getenv("EARSHOT_KILLS")); err == nil && n > 0 {
		return n
	}
	return 10
}
