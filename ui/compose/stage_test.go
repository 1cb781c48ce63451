package compose_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/compose"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/verb"
)

var (
	anna  = desk.By{User: "anna", Door: "key"}
	boris = desk.By{User: "boris", Door: "key"}
)

// scene is a stage with a composer, four accounts and one mention to answer.
type scene struct {
	*panetest.Stage
	ctx context.Context
	doc store.Doc
}

func newScene(t *testing.T, o panetest.Options) *scene {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 69, 16
	}
	s := &scene{Stage: panetest.New(t, o), ctx: context.Background()}
	s.Connect()
	m := s.Said("101", 4*time.Minute, store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван Петров"}, "negative",
		"Холодильник опять не морозит, третий день жду мастера. Это вообще нормально? Номер заявки 48-113, обещали ещё в среду, но никто не приехал и не позвонил.")
	m.Body.Lang = "ru"
	s.doc = s.Hear(m)[0]
	s.Put(compose.New(s.Host), verb.Global(s.Host)...)
	return s
}

// ask hands the composer a request, as other panes do.
func (s *scene) ask(c pane.Compose) { s.Send(c) }

func (s *scene) reply() { s.ask(pane.Compose{Kind: pane.Reply, Doc: s.doc}) }

func (s *scene) write(c pane.Compose, text string) {
	s.ask(c)
	s.Type(text)
}

func (s *scene) drafts() []store.Draft {
	s.T.Helper()
	list, err := s.Desk.Publish.Drafts(s.ctx, anna)
	panetest.Must(s.T, err)
	return list
}

func (s *scene) posts() []store.Post {
	s.T.Helper()
	list, err := s.Desk.Publish.Posts(s.ctx, 0)
	panetest.Must(s.T, err)
	return list
}

// post makes a post past the screen.
func (s *scene) post(text string, at time.Duration, accounts ...string) store.Post {
	s.T.Helper()
	out := desk.Outgoing{Message: store.Message{Text: text}, Accounts: accounts}
	if at > 0 {
		out.At = s.Now().Add(at)
	}
	post, err := s.Desk.Publish.Send(s.ctx, anna, out)
	panetest.Must(s.T, err)
	s.Advance(0)
	return post
}

// claim takes the account's next job, as its connector would.
func (s *scene) claim(account string) store.Job {
	s.T.Helper()
	task, err := s.Desk.Outbox.Claim(s.ctx, account)
	panetest.Must(s.T, err)
	if task == nil {
		s.T.Fatal("nothing is due on " + account)
	}
	return task.Job
}

func (s *scene) told(text string) {
	s.T.Helper()
	s.Noticed(text)
}

func (s *scene) one(list []store.Draft) store.Draft {
	s.T.Helper()
	if len(list) != 1 {
		s.T.Fatalf("%d drafts instead of one", len(list))
	}
	return list[0]
}

// resume follows a request that the composer made of itself, as the screen does.
func (s *scene) resume() {
	s.T.Helper()
	s.Send(panetest.Last[pane.Compose](s.Stage))
}

func TestTheTableCanBePrintedWithoutData(t *testing.T) {
	p := compose.New(&pane.Host{})
	if len(p.Commands()) < 20 || p.Scope() != keys.Compose || p.Title() != "Compose" || p.Captures() || p.Cursor() != nil {
		t.Fatal("an empty composer")
	}
	var _ pane.Clocked = p
	for _, c := range p.Commands() {
		if c.When == nil {
			t.Errorf("%s has no reason when it cannot run", c.ID)
		}
		if c.Reason() == "" && c.ID != "down" && c.ID != "up" && !strings.HasPrefix(c.ID, "half") && c.ID != "row" && c.ID != "top" && c.ID != "bottom" {
			t.Errorf("%s can run on nothing", c.ID)
		}
	}
}

// cursor fails unless the cursor stands behind a text on the screen.
func (s *scene) cursor(behind string) {
	s.T.Helper()
	c := s.Pane.Cursor()
	if c == nil {
		s.T.Fatalf("there is no cursor:\n%s", s.Frame())
	}
	rows := strings.Split(s.Frame(), "\n")[1:]
	row := []rune(rows[c.Y])
	if before := strings.TrimRight(string(row[:min(c.X, len(row))]), " "); !strings.HasSuffix(before, behind) {
		s.T.Fatalf("the cursor stands behind %q, not %q:\n%s", before, behind, s.Frame())
	}
}

// newContext is the context of another screen.
func newContext(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(context.Background())
}
