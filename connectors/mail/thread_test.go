package mail

import (
	"slices"
	"strings"
	"testing"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
)

// texts are those of mentions, in order.
func textsOf(ms []*store.Mention) (out []string) {
	for _, m := range ms {
		out = append(out, m.Body.Text)
	}
	return out
}

// TestADiscussionIsFoundInAllFolders: what was answered years ago lies in the
// archive, our own answers in Sent; what has nothing to do with it stays away, and
// so does what a program wrote.
func TestADiscussionIsFoundInAllFolders(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Create("Archive")
	s.Create("Elsewhere")
	at := func(id, date, parent, references string, more ...string) []string {
		f := append([]string{"Message-ID", "<" + id + "@far.test>", "Date", "Fri, 20 Nov 2026 " + date + " +0000"}, more...)
		if parent != "" {
			f = append(f, "In-Reply-To", "<"+parent+"@far.test>", "References", references)
		}
		return f
	}
	s.Deliver("Archive", mail("Where is my order?", at("1", "08:00:00", "", "")...))
	s.Deliver("Sent", mail("On its way.", at("2", "08:30:00", "1", "<1@far.test>", "From", us)...))
	s.Deliver("Archive", mail("Still nothing.", at("3", "09:00:00", "2", "<1@far.test> <2@far.test>")...))
	s.Deliver("Archive", mail("I am on holiday.", at("4", "09:01:00", "2", "<1@far.test> <2@far.test>", "Auto-Submitted", "auto-replied")...))
	s.Deliver("INBOX", mail("Now it is here.", at("5", "10:00:00", "3", "<1@far.test> <2@far.test> <3@far.test>")...))
	s.Deliver("INBOX", mail("Something else.", at("6", "10:30:00", "", "")...))
	s.Deliver("Archive", mail("Somebody else's question.", at("11", "07:00:00", "", "")...))
	s.Deliver("Elsewhere", mail("Me, too.", at("7", "11:00:00", "1", "<1@far.test>")...))
	whole := []string{"Where is my order?", "On its way.", "Still nothing.", "Now it is here."}
	for id, want := range map[string][]string{
		"5@far.test": whole, "3@far.test": whole, "2@far.test": whole, "1@far.test": whole,
		"6@far.test": {"Something else."}, "nobody@far.test": nil, "": nil, "a b": nil, "x\r\nA1 LOGOUT": nil, "йод@far.test": nil, strings.Repeat("x", 1000): nil,
	} {
		c := connect(t, s)
		got, err := c.Thread(t.Context(), id)
		if err != nil || !slices.Equal(textsOf(got), want) {
			t.Errorf("%.40q: %q, %v", id, textsOf(got), err)
		}
		for _, m := range got {
			if m.Account != "acme" || m.Key.Network != Network {
				t.Errorf("%+v", m)
			}
		}
		shelf := newShelf() // the marks of the folders have not moved
		pull(t, c, shelf)
		if !slices.Contains(shelf.texts(), "Now it is here.") || !slices.Contains(shelf.texts(), "Something else.") {
			t.Errorf("afterwards %q is read", shelf.texts())
		}
	}
}

// TestADiscussionOfAThousand is bounded: the newest of each folder are read.
func TestADiscussionOfAThousand(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Deliver("INBOX", mail("first", "Message-ID", "<first@far.test>"))
	for i := range 300 {
		s.Deliver("INBOX", mail(strings.Repeat("x", i+1), "References", "<first@far.test>", "In-Reply-To", "<first@far.test>"))
	}
	got, err := connect(t, s).Thread(t.Context(), "first@far.test")
	if err != nil || len(got) != threadMessages {
		t.Errorf("%d, %v", len(got), err)
	}
	many := strings.Repeat("<a@far.test> ", 40)
	s.Deliver("INBOX", mail("many references", "Message-ID", "<many@far.test>", "References", many, "In-Reply-To", "<b@far.test>"))
	if got, err := connect(t, s).Thread(t.Context(), "many@far.test"); err != nil || len(got) != 1 {
		t.Errorf("%d, %v", len(got), err)
	}
}

// TestADiscussionWithoutALine is a fault like any other.
func TestADiscussionWithoutALine(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	c.imap.port = "1"
	_, err := c.Thread(t.Context(), "1@far.test")
	words(t, err, fault.Transient, "nothing answers")
	c = connect(t, s, setFolders, "Nowhere")
	if got, err := c.Thread(t.Context(), "1@far.test"); err != nil || len(got) != 0 {
		t.Errorf("%q, %v", textsOf(got), err)
	}
}
