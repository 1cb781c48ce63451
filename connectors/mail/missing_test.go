package mail

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
	"earshot/store/desk"
)

// TestAFolderThatIsMissingStopsNoOther: somebody has renamed one folder. The others
// are read and heard, what the account lacks tells of it once, and takes it back
// when the folder is there again.
func TestAFolderThatIsMissingStopsNoOther(t *testing.T) {
	s := start(t, mailtest.Options{})
	c, shelf := connect(t, s, setFolders, "Shop\nINBOX"), newShelf()
	var told []map[string]string
	emit := func(ctx context.Context, b desk.Batch) error {
		if b.Lacks != nil {
			told = append(told, b.Lacks)
		}
		return shelf.emit(ctx, b)
	}
	for _, text := range []string{"one", "two"} {
		s.Deliver("INBOX", mail(text))
		if err := c.Pull(t.Context(), shelf.at, emit); err != nil {
			t.Fatal(err)
		}
		said(t, shelf, text)
	}
	if len(told) != 1 || !strings.Contains(told[0]["mail of Shop"], "no such folder") || told[0]["mail of INBOX"] != "" {
		t.Errorf("told %q", told)
	}
	s.Create("Shop")
	s.Deliver("Shop", mail("three"))
	if err := c.Pull(t.Context(), shelf.at, emit); err != nil {
		t.Fatal(err)
	}
	said(t, shelf, "three")
	if len(told) != 2 || told[1]["mail of Shop"] != "" {
		t.Errorf("told %q", told)
	}
	err := connect(t, s, setFolders, "Gone").Pull(t.Context(), newShelf().at, emit)
	words(t, err, fault.Permanent, "no such folder")
}

// TestAFolderThatIsMissingIsNotListenedTo, and the others are.
func TestAFolderThatIsMissingIsNotListenedTo(t *testing.T) {
	s := start(t, mailtest.Options{})
	c, shelf := connect(t, s, setFolders, "Gone\nINBOX"), newShelf()
	listening(t, c, shelf)
	s.Deliver("INBOX", mail("one"))
	next(t, shelf)
	said(t, shelf, "one")
	err := connect(t, s, setFolders, "Gone").Stream(t.Context(), func() { t.Error("ready for what?") }, shelf.emit)
	words(t, err, fault.Permanent, "no such folder")
}

// TestHistoryStaysHistoryWhereItsReadingBreaksOff: what was there before the account
// raises no alarm, also where another process reads the rest of it.
func TestHistoryStaysHistoryWhereItsReadingBreaksOff(t *testing.T) {
	s := start(t, mailtest.Options{})
	for i := range chunk + 5 {
		s.Deliver("INBOX", mail(fmt.Sprintf("mail %d", i)))
	}
	shelf, cut := newShelf(), errors.New("stopped")
	var past []bool
	emit := func(ctx context.Context, b desk.Batch) error {
		if len(past) == 1 && cut != nil {
			return cut
		}
		if len(b.Events) > 0 {
			past = append(past, b.Backfill)
		}
		return shelf.emit(ctx, b)
	}
	if err := connect(t, s).Pull(t.Context(), shelf.at, emit); !errors.Is(err, cut) {
		t.Fatal(err)
	}
	cut = nil
	for _, text := range []string{"", "news"} {
		if text != "" {
			s.Deliver("INBOX", mail(text))
		}
		if err := connect(t, s).Pull(t.Context(), shelf.at, emit); err != nil {
			t.Fatal(err)
		}
	}
	if fmt.Sprint(past) != "[true true false]" || len(shelf.texts()) != chunk+6 {
		t.Errorf("%v, %d mails", past, len(shelf.texts()))
	}
}

// TestFilesOfAMailThatWasMovedAreFound, though a folder before the one in which
// it lies now is missing.
func TestFilesOfAMailThatWasMovedAreFound(t *testing.T) {
	s := start(t, mailtest.Options{})
	m := heard(t, s, connect(t, s), mail("--b\nContent-Type: text/plain\n\nlook\n--b\nContent-Disposition: attachment; filename=a.txt\n\nfile\n--b--",
		"Content-Type", "multipart/mixed; boundary=b", "Message-ID", "<moved@far.test>"))
	delete(m.Extra, extraPlace)
	files, err := connect(t, s, setFolders, "Gone\nINBOX").Attachments(t.Context(), m)
	if err != nil || len(files) != 1 || files[0].Name != "a.txt" {
		t.Errorf("%v, %v", files, err)
	}
}
