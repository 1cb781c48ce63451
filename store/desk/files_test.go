package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"earshot/store"
)

func TestFilesAreSavedByWhoCanFetchThem(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	if _, err := w.Files.Save(w.ctx, doc, 0, "/tmp"); err == nil || !strings.Contains(err.Error(), "nothing can be fetched") {
		t.Errorf("without a saver: %v", err)
	}
	w.Files.Use(func(_ context.Context, m *store.Mention, n int, folder string) ([]string, error) {
		if m.Key.ID != "1" || n != 2 || folder != "/home/anna" {
			t.Errorf("asked for %v, %d, %q", m.Key, n, folder)
		}
		return []string{folder + "/a\a.pdf", folder + "/b.png"}, nil
	})
	out, err := w.Files.Save(w.ctx, doc, 2, "/home/anna")
	if err != nil || out.Title != "saved a.pdf, b.png in /home/anna" || out.Changed != 2 || out.Seq != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	if _, err := w.Files.Save(w.ctx, doc+1, 0, "/"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of a mention that is not there: %v", err)
	}
	broken := errors.New("the mail is gone")
	w.Files.Use(func(context.Context, *store.Mention, int, string) ([]string, error) { return nil, broken })
	if _, err := w.Files.Save(w.ctx, doc, 1, "/"); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}
