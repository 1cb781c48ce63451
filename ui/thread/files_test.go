package thread_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"earshot/store"
	"earshot/ui/panetest"
)

// posted is a mail with files.
func (s *scene) posted() store.Doc {
	s.T.Helper()
	m := s.Said("mail-1", time.Hour, store.Author{ID: "eva@far.test", Name: "Eva"}, "neutral", "Here are the papers.")
	m.Kind = store.KindMail
	m.Body.Media = []store.Media{
		{Type: "file", URL: "attachment:bill.pdf?size=1258291&type=application%2Fpdf", Alt: "bill.pdf"},
		{Type: "image", URL: "cid:logo@x?size=812&type=image%2Fpng", Alt: "logo.png"},
		{Type: "file", URL: "attachment:%D1%8B?size=20480", Alt: "договор"},
	}
	return s.Hear(m)[0]
}

func TestFilesAreListedAndSavedWhereOneSays(t *testing.T) {
	s := stage(t, panetest.Options{Width: 80, Height: 12, Local: true})
	var folders []string
	s.Desk.Files.Use(func(_ context.Context, _ *store.Mention, n int, folder string) ([]string, error) {
		folders = append(folders, folder)
		if len(folders) > 1 {
			return nil, errors.New("the mail is no longer there")
		}
		return []string{folder + "/bill.pdf", folder + "/logo.png"}, nil
	})
	s.open(s.posted())
	s.See("bill.pdf, application/pdf, 1.2 MB")
	s.See("logo.png, image/png, 812 B")
	s.See("договор, 20 kB")
	s.Golden("thread-files")
	dir := t.TempDir()
	s.Press("S")
	s.Type(dir)
	s.Press("enter")
	if len(folders) != 1 || folders[0] != dir {
		t.Errorf("saved in %q", folders)
	}
	s.Press("S enter") // the folder of last time stands there
	if len(folders) != 2 || folders[1] != dir {
		t.Errorf("then in %q", folders)
	}
}
