package stream_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/stream"
	"earshot/ui/verb"
)

var boris = desk.By{User: "boris", Door: "key"}

// scene is a stage with a stream of so many mentions on it, the newest first:
// "word 0", "word 1", ... a minute apart, each by its own author.
type scene struct {
	*panetest.Stage
	docs []store.Doc
	late int
	p    *stream.Pane
}

func newScene(t *testing.T, n int, o panetest.Options) *scene {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 110, 10
	}
	s := &scene{Stage: panetest.New(t, o)}
	s.Connect()
	var many []*store.Mention
	for i := range n {
		many = append(many, s.Said(fmt.Sprint(100+i), time.Duration(i)*time.Minute, author(i), "neutral", fmt.Sprintf("word %d.", i)))
	}
	if n > 0 {
		s.docs = s.Hear(many...)
	}
	views, err := s.Desk.Setup.Views(context.Background())
	panetest.Must(t, err)
	s.Host.Names = pane.Names{Accounts: []string{"polar"}, Langs: []string{"en"}, Views: views}
	s.p = stream.New(s.Host, &verb.Memory{})
	s.Put(s.p, verb.Global(s.Host)...)
	return s
}

func author(i int) store.Author {
	return store.Author{ID: fmt.Sprint("a", i), Handle: fmt.Sprint("guest", i), Name: fmt.Sprint("Guest ", i), Followers: 10 + i}
}

// arrive lets n mentions come in, one after another.
func (s *scene) arrive(n int) {
	s.T.Helper()
	for range n {
		s.late++
		id := fmt.Sprint("late", s.late)
		s.Hear(s.Said(id, 0, store.Author{ID: id, Name: "Late"}, "neutral", "late news"))
	}
}

// selected fails unless the mention with that text is under the cursor and
// marked as selected on the screen.
func (s *scene) selected(text string) {
	s.T.Helper()
	m := s.p.Selected()
	if m == nil || m.Body.Text != text {
		s.T.Fatalf("selected is %v, not %q:\n%s", m, text, s.Frame())
	}
	if !strings.Contains(s.row(text), s.Host.Theme.Signs.Select) {
		s.T.Fatalf("the row of %q is not marked as selected:\n%s", text, s.Frame())
	}
}

// row is the row of the frame that holds a text.
func (s *scene) row(text string) string {
	s.T.Helper()
	for row := range strings.Lines(s.Frame()) {
		if strings.Contains(row, text) {
			return strings.TrimRight(row, "\n")
		}
	}
	s.T.Fatalf("no row shows %q:\n%s", text, s.Frame())
	return ""
}

// line is where on the pane a text stands, -1 = nowhere.
func (s *scene) line(text string) int {
	s.T.Helper()
	for i, row := range strings.Split(s.Frame(), "\n")[1:] {
		if strings.Contains(row, text) {
			return i
		}
	}
	return -1
}

// get reads a mention again.
func (s *scene) get(doc store.Doc) *store.Mention {
	s.T.Helper()
	m, err := s.Desk.Lookup.Get(context.Background(), doc)
	panetest.Must(s.T, err)
	return m
}

// count is how many mentions match a query.
func (s *scene) count(text string) int {
	s.T.Helper()
	q, err := query.Parse(text)
	panetest.Must(s.T, err)
	n, err := s.Desk.Lookup.Count(context.Background(), store.Search{Expr: q.Expr, Scope: s.Host.Scope()})
	panetest.Must(s.T, err)
	return n
}

func newPane(s *panetest.Stage) *stream.Pane { return stream.New(s.Host, &verb.Memory{}) }
