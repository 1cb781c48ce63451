package mail

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/httpx"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
)

// childFolder names the folder of the process that is to be killed.
const childFolder = "EARSHOT_MAIL_CHILD"

// diligent is a desk at which everything that is heard is answered at once.
func diligent(ctx context.Context, d *desk.Desk) error {
	sub := d.Bus().Subscribe(store.TopicMentions)
	defer sub.Close()
	for {
		var open []*store.Mention
		err := d.Lookup.Each(ctx, store.Search{}, func(m *store.Mention) error {
			if m.Work.State == store.StateNew {
				open = append(open, m)
			}
			return nil
		})
		for _, m := range open {
			_, sendErr := d.Publish.Send(ctx, desk.By{User: "anna"}, desk.Outgoing{
				Accounts: []string{"box"}, About: m.Doc, Message: store.Message{Text: "answer to " + m.Key.ID},
			})
			var conflict *store.Conflict
			if sendErr != nil && !errors.As(sendErr, &conflict) {
				err = errors.Join(err, sendErr)
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-sub.Wake():
			sub.Take()
		}
	}
}

func openDesk(folder string) (*bolt.Store, *desk.Desk, error) {
	st, err := bolt.Open(filepath.Join(folder, "data"), bolt.Options{})
	if err != nil {
		return nil, nil, err
	}
	return st, desk.New(st, store.RealEnv(), desk.Options{Hold: -1, Vault: openVault{}}), nil
}

// TestTheProcessThatIsKilled is not a test by itself.
func TestTheProcessThatIsKilled(t *testing.T) {
	folder := os.Getenv(childFolder)
	if folder == "" {
		return // TestKilledAgainAndAgain runs it
	}
	st, d, err := openDesk(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	r := connectors.NewRunner(connectors.RunnerOptions{
		Desk: d, Registry: connectors.Registry{Network: New}, HTTP: func(store.Account) *httpx.Client { return nil },
	})
	go func() { _ = diligent(t.Context(), d) }()
	_ = r.Run(t.Context()) // until it is killed
}

// kills is how often.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("EARSHOT_KILLS")); err == nil && n > 0 {
		return n
	}
	return 8
}

// TestKilledAgainAndAgain: while mails come and are answered, the process is
// killed again and again, each time a little later. In the end everything has
// been heard once, and whatever we say of an answer is so.
func TestKilledAgainAndAgain(t *testing.T) {
	real := mailtest.StartReal(t)
	sink := mailtest.OpenSink(t, real.Sink())
	folder := t.TempDir()
	st, d, err := openDesk(folder)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, real: real, store: st, desk: d}
	a, secrets := realAccount(real)
	a.Can = []string{desk.AbilityRead, desk.AbilityLive, desk.AbilitySend}
	h.must(d.Setup.Connect(t.Context(), desk.By{User: "anna"}, a, secrets))
	h.must(st.Close())
	var told []string
	for i := range kills() {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTheProcessThatIsKilled$") //nolint:gosec // ourselves
		child.Env = append(os.Environ(), childFolder+"="+folder)
		h.must(child.Start())
		for range 3 {
			told = append(told, h.deliver("mail of round "+strconv.Itoa(i)))
		}
		time.Sleep(time.Duration(300+170*i%900) * time.Millisecond) // where in its work it is hit does not matter
		h.must(child.Process.Kill())
		_ = child.Wait() // killed, as we wanted
		if i == kills()/2 {
			h.real.StopDovecot()
			h.real.StartDovecot()
		}
	}
	h.store, h.desk, err = openDesk(folder)
	h.must(err)
	defer h.store.(*bolt.Store).Close() //nolint:errcheck // the test is over
	h.settle(told)
	h.honest(told, sink)
}

// settle lets one more process work until everything has come to an end.
func (h *house) settle(told []string) {
	h.Helper()
	ctx, cancel := context.WithCancel(h.Context())
	defer cancel()
	go func() { _ = diligent(ctx, h.desk) }()
	defer h.run()()
	h.until("all has been heard and answered", func() bool {
		all := h.stored()
		for _, id := range told {
			if all[id] == nil {
				return false
			}
		}
		posts, err := h.desk.Publish.Posts(h.Context(), 0)
		h.must(err)
		for _, p := range posts {
			if s := p.State(); s != store.DeliverySent && s != store.DeliveryUnsure {
				return false
			}
		}
		return len(posts) == len(told)
	})
}

// honest holds that what we say of the answers is so.
func (h *house) honest(told []string, sink *mailtest.Sink) {
	h.Helper()
	posts, err := h.desk.Publish.Posts(h.Context(), 0)
	h.must(err)
	sent, unsure := 0, 0
	arrived := func() map[string]int {
		n := map[string]int{}
		for _, l := range sink.Letters() {
			n[header(l.Raw, "Message-ID")]++
		}
		return n
	}
	late := time.After(60 * time.Second) // Postfix hands on what it has in its own time
	for _, p := range posts {
		d := p.To[0]
		if d.State == store.DeliveryUnsure {
			unsure++
			continue
		}
		sent++
		for arrived()["<"+d.RemoteID+">"] == 0 {
			select {
			case <-late:
				h.Fatalf("%s is said to be sent and has not arrived", d.RemoteID)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	for id, n := range arrived() {
		if n > 1 {
			h.Errorf("%s arrived %d times", id, n)
		}
	}
	raw, _ := json.Marshal(map[string]int{"heard": len(told), "sent": sent, "unsure": unsure})
	h.Logf("%s after %d kills", raw, kills())
}
