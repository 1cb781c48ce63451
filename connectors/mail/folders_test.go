package mail

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
)

// TestAFolderThatIsNotThereNamesThoseThatAre: how a server writes them nobody can
// guess, in other languages least of all.
func TestAFolderThatIsNotThereNamesThoseThatAre(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Create("Отзывы клиентов")
	_, err := connect(t, s, setFolders, "INBOX\nОтзывы").Check(t.Context())
	words(t, err, fault.Permanent, `there is no folder "Отзывы" in this mailbox; it has "INBOX", "Sent", "Отзывы клиентов"`)
	if _, err := connect(t, s, setFolders, "Отзывы клиентов").Check(t.Context()); err != nil {
		t.Error(err)
	}
	for i := range 2 * maxNamed {
		s.Create(fmt.Sprintf("Order %02d\x1b[2J", i))
	}
	_, err = connect(t, s, setFolders, "Order").Check(t.Context())
	words(t, err, fault.Permanent, fmt.Sprintf("and %d more", 2*maxNamed+3-maxNamed))
	if strings.Contains(err.Error(), "\x1b") {
		t.Errorf("%q", err)
	}
}

// TestFilesOfAMailThatWasArchivedAreFound: who has answered a mail moves it away.
func TestFilesOfAMailThatWasArchivedAreFound(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Create("Archive")
	raw := mail("--b\nContent-Type: text/plain\n\nlook\n--b\nContent-Disposition: attachment; filename=a.txt\n\nfile\n--b--",
		"Content-Type", "multipart/mixed; boundary=b", "Message-ID", "<archived@far.test>")
	m := heard(t, s, connect(t, s), raw)
	s.Renumber("INBOX")
	s.Deliver("Archive", raw)
	files, err := connect(t, s).Attachments(t.Context(), m)
	if err != nil || len(files) != 1 || files[0].Name != "a.txt" {
		t.Errorf("%v, %v", files, err)
	}
}

// TestADiscussionIsFoundBesideAFolderThatIsMissing.
func TestADiscussionIsFoundBesideAFolderThatIsMissing(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Deliver("INBOX", mail("Where is my order?", "Message-ID", "<1@far.test>"))
	s.Deliver("Sent", mail("On its way.", "Message-ID", "<2@far.test>", "From", us, "In-Reply-To", "<1@far.test>", "References", "<1@far.test>"))
	got, err := connect(t, s, setFolders, "Gone\nINBOX").Thread(t.Context(), "1@far.test")
	if err != nil || len(got) != 2 {
		t.Errorf("%q, %v", textsOf(got), err)
	}
}

// TestTheFoldersAreAskedForOnce in a session, and each is a place once.
func TestTheFoldersAreAskedForOnce(t *testing.T) {
	s := start(t, mailtest.Options{})
	for _, name := range []string{"Archive", "All Mail", "Shop"} {
		s.Create(name)
	}
	c, err := connect(t, s, setFolders, "Shop\nArchive\nShop\nINBOX").open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for range 2 {
		names, sent, err := c.places(t.Context())
		if err != nil || sent != "Sent" || !slices.Equal(names, []string{"Sent", "Shop", "Archive", "INBOX", "All Mail"}) {
			t.Errorf("%q, %q, %v", names, sent, err)
		}
		s.Create("Later") // this session does not know it
		if there, err := c.special(t.Context(), "\\Later", "Later"); there != "" || err != nil {
			t.Errorf("%q, %v", there, err)
		}
		s.Remove("Later")
	}
}
