package mail

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

func TestFilesAreFetchedWhenSomebodyAsks(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	small := heard(t, s, c, mail("--b\n\nthe bill\n--b\nContent-Disposition: attachment; filename=\"../счёт.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--", "Content-Type", "multipart/mixed; boundary=b"))
	big := heard(t, s, c, large("pictures"))
	for _, x := range []struct {
		m     *store.Mention
		names string
	}{{small, "счёт.pdf"}, {big, "pic ture.png bill.pdf"}} {
		files, err := c.Attachments(t.Context(), x.m)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for i, f := range files {
			names = append(names, f.Name)
			listed, ok := x.m.Body.Media[i].Attached()
			if d := listed.Size - int64(len(f.Content)); !ok || listed.Name != f.Name || d > 500 || d < -500 {
				t.Errorf("listed %+v, got %q with %d bytes", listed, f.Name, len(f.Content))
			}
		}
		if got := strings.Join(names, " "); got != x.names {
			t.Errorf("files are %q", got)
		}
	}
	// Moved, it is found by its id; gone, that is said.
	moved := *big
	moved.Extra = nil
	if files, err := c.Attachments(t.Context(), &moved); err != nil || len(files) != 2 {
		t.Errorf("moved: %d files, %v", len(files), err)
	}
	gone := moved
	gone.Key.ID = "gone@far.test"
	_, err := c.Attachments(t.Context(), &gone)
	words(t, err, fault.Permanent, "the mail is in none of Sent, INBOX any more")
}

// TestSavingThroughTheRunner: by number or all, into a folder that is there.
func TestSavingThroughTheRunner(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	d := desk.New(mem.New(), env(), desk.Options{Vault: openVault{}})
	if err := d.Setup.Connect(t.Context(), desk.By{User: "anna"}, c.account.Account, map[string]string{SecretPassword: password}); err != nil {
		t.Fatal(err)
	}
	r := connectors.NewRunner(connectors.RunnerOptions{Desk: d, Registry: connectors.Registry{Network: New}, HTTP: func(store.Account) *httpx.Client { return nil }})
	m := heard(t, s, c, large("pictures"))
	folder := t.TempDir()
	save := func(ctx context.Context, m *store.Mention, n int, folder string) string {
		paths, err := r.Save(ctx, m, n, folder)
		if err != nil {
			return err.Error()
		}
		for i := range paths {
			paths[i] = filepath.Base(paths[i])
		}
		return strings.Join(paths, ", ")
	}
	elsewhere := *m
	elsewhere.Account = "nobody"
	for _, x := range []struct {
		m      *store.Mention
		n      int
		folder string
		want   string
	}{
		{m, 2, folder, "bill.pdf"},
		{m, 0, folder, "pic ture.png, bill (2).pdf"},
		{m, 3, folder, "there is no file 3; 2 hang on this message"},
		{m, -1, folder, "there is no file -1"},
		{m, 1, filepath.Join(folder, "nowhere"), "there is no folder"},
		{&elsewhere, 1, folder, `the account "nobody", through which this came, is not connected`},
		{heard(t, s, c, mail("no files")), 0, folder, "no file hangs on this message"},
	} {
		if got := save(t.Context(), x.m, x.n, x.folder); !strings.HasPrefix(got, x.want) {
			t.Errorf("%d into %s: %q", x.n, x.folder, got)
		}
	}
	raw, err := os.ReadFile(filepath.Join(folder, "bill.pdf"))
	if err != nil || string(raw) != "%PDF-" {
		t.Errorf("the bill holds %q, %v", raw, err)
	}
}
