package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

// letters is readership with a mailbox of ours: Boris is on the list and does not
// follow, Gleb follows and is on no list.
func letters(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: "post", Network: "mail", RemoteID: "us@x.example", Can: []string{desk.AbilitySend}}, map[string]string{"token": "t"}))
	for _, file := range [][]string{
		{"clients", "1 Anna anna@a.example", "2 Boris boris@b.example", "3 Vera vera@c.example", "6 Nora"},
		{"fans", "3 Vera vera@c.example", "4 Gleb gleb@d.example"},
	} {
		b := desk.ContactBatch{List: file[0]}
		for _, s := range file[1:] {
			b.Rows = append(b.Rows, listed(s))
		}
		done(w.Lists.Import(w.ctx, boris, b))(t)
	}
	done(w.Lists.Followers(w.ctx, boris, "fans", true))(t)
	return w
}

func (w *world) invite(ask desk.Invite) desk.Invited {
	w.t.Helper()
	out, err := w.Invitations.Prepare(w.ctx, anna, ask)
	w.must(err)
	return out
}

func (w *world) drafts() (out []string) {
	w.t.Helper()
	list, err := w.Publish.Drafts(w.ctx, anna)
	w.must(err)
	for _, d := range list {
		out = append(out, d.Message.Text)
	}
	return out
}

// sends lets somebody send the draft of an invitation.
func (w *world) sends(id string) store.Post {
	w.t.Helper()
	list, err := w.Publish.Drafts(w.ctx, anna)
	w.must(err)
	for _, d := range list {
		if d.ID == id {
			return done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: d.To, About: d.About, Message: d.Message, Draft: d.ID}))(w.t)
		}
	}
	w.t.Fatalf("there is no draft %s", id)
	return store.Post{}
}

// came is what invitations of a list have led to.
func (w *world) came(list string) desk.Conversion {
	w.t.Helper()
	all, err := w.Lists.Audiences(w.ctx)
	w.must(err)
	for _, a := range all {
		if a.Name == list {
			return a.Conversion
		}
	}
	w.t.Fatalf("there is no list %s", list)
	return desk.Conversion{}
}

// why are the reasons why people were left out, by name.
func why(out desk.Invited) map[string]string {
	list := map[string]string{}
	for _, l := range out.Left {
		list[l.Name] = l.Why
	}
	return list
}

// TestPeopleAreInvitedToTheOtherSide: a draft for each, with their name, nobody
// twice, and what came of it is counted from when it leaves.
func TestPeopleAreInvitedToTheOtherSide(t *testing.T) {
	w := letters(t)
	out := w.invite(desk.Invite{List: "clients", Text: "Subject: For {name}\n\nDear {name}, follow us! {me}"})
	if out.Title != "wrote 2 invitations to follow; 1 left out" || len(out.Made) != 2 {
		t.Fatalf("%+v", out)
	}
	if d := cmp.Diff(map[string]string{"Nora": "no account of ours reaches them"}, why(out)); d != "" {
		t.Error(d)
	}
	texts := strings.Join(w.drafts(), "|")
	if !strings.Contains(texts, "To: boris@b.example\nSubject: For Boris\n\nDear Boris, follow us! anna") || !strings.Contains(texts, "To: anna@a.example\n") {
		t.Errorf("%q", texts)
	}
	if got := w.came("clients"); got != (desk.Conversion{Waiting: 2}) || got.String() != "2 not sent yet" {
		t.Errorf("%v", got)
	}
	again := why(w.invite(desk.Invite{List: "clients", Text: "again"}))
	if again["Boris"] != "an invitation waits as a draft of anna" {
		t.Errorf("%v", again)
	}
	for _, i := range out.Made {
		if i.To != store.WantedFollow || i.List != "clients" || i.Account != "post" || i.By != "anna" || !i.At.Equal(w.now) || !i.Sent.IsZero() {
			t.Errorf("%+v", i)
		}
		w.sends(i.ID)
	}
	if got := w.came("clients"); got != (desk.Conversion{Invited: 2}) || got.String() != "invited 2, joined 0 (0%)" {
		t.Errorf("%v", got)
	}
	w.file("fans", "2 Boris boris@b.example")
	if got := w.came("clients").String(); got != "invited 2, joined 1 (50%)" {
		t.Errorf("%v", got)
	}
	if got := done(w.Invitations.Of(w.ctx, "row:2"))(t); len(got) != 1 || got[0].Sent.IsZero() {
		t.Errorf("%+v", got)
	}
	w.now = w.now.Add(desk.InviteAgain - time.Hour)
	if got := why(w.invite(desk.Invite{List: "clients", People: []string{"1", "2", "1"}, Text: "hello"})); got["Anna"] != "was invited on 22 Nov 2026" || got["Boris"] != "follows us already" || len(got) != 2 {
		t.Errorf("%v", got)
	}
	w.now = w.now.Add(2 * time.Hour)
	if out := w.invite(desk.Invite{List: "clients", People: []string{"1"}, Text: "hello"}); len(out.Made) != 1 || out.Title != "wrote an invitation to follow" {
		t.Errorf("after 90 days: %+v", out)
	}
}

// TestFollowersAreInvitedToTheList, and count when they are on any list.
func TestFollowersAreInvitedToTheList(t *testing.T) {
	w := letters(t)
	out := w.invite(desk.Invite{List: "fans", Text: "Read our letters"})
	if len(out.Made) != 1 || out.Made[0].Identity != "row:4" || out.Made[0].To != store.WantedSubscribe || out.Title != "wrote an invitation to subscribe" {
		t.Fatalf("%+v", out)
	}
	w.sends(out.Made[0].ID)
	w.file("clients", "4 Gleb gleb@d.example")
	if got := w.came("fans").String(); got != "invited 1, joined 1 (100%)" {
		t.Errorf("%v", got)
	}
	done(w.Lists.Rename(w.ctx, anna, "fans", "crowd"))(t)
	if got := w.came("crowd"); got.Joined != 1 {
		t.Errorf("under another name: %v", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.came("fans"); got.Joined != 1 {
		t.Errorf("under the old name again: %v", got)
	}
}

// TestInvitationsAreTakenBack: drafts and records with one undo, a send with the
// next; what was thrown away, stopped or has failed invited nobody.
func TestInvitationsAreTakenBack(t *testing.T) {
	w := letters(t)
	out := w.invite(desk.Invite{List: "clients", Text: "hello"})
	w.undone()
	if got := w.drafts(); len(got) != 0 || w.came("clients") != (desk.Conversion{}) {
		t.Errorf("%q %v", got, w.came("clients"))
	}
	done(w.History.Redo(w.ctx, anna))(t)
	first, second := out.Made[0].ID, out.Made[1].ID
	w.sends(first)
	w.undone()
	if got := w.came("clients"); got != (desk.Conversion{Waiting: 2}) {
		t.Errorf("the send was taken back: %v", got)
	}
	post := w.sends(first)
	w.must(w.Publish.DropDraft(w.ctx, anna, second))
	if got := w.came("clients"); got != (desk.Conversion{Invited: 1}) {
		t.Errorf("one was thrown away: %v", got)
	}
	w.undone()
	if got := w.came("clients"); got != (desk.Conversion{Invited: 1, Waiting: 1}) {
		t.Errorf("it came back: %v", got)
	}
	done(w.Publish.Stop(w.ctx, anna, post.ID))(t)
	if got := w.came("clients"); got != (desk.Conversion{Waiting: 1}) {
		t.Errorf("one was stopped: %v", got)
	}
	if out := w.invite(desk.Invite{List: "clients", People: []string{out.Made[0].Identity}, Text: "once more"}); len(out.Made) != 1 {
		t.Errorf("who got nothing may be invited: %+v", out)
	}
}

// TestALongListIsInvitedInLots: after the weightiest come the others.
func TestALongListIsInvitedInLots(t *testing.T) {
	w := letters(t)
	var specs []string
	for i := range desk.MostInvited + 5 {
		specs = append(specs, fmt.Sprintf("%d Reader%c%c r%d@r.example", 100+i, 'A'+i%26, 'a'+i/26, i))
	}
	w.file("readers", specs...)
	seen := map[string]bool{}
	for _, n := range []int{desk.MostInvited, 5, 0} {
		out := w.invite(desk.Invite{List: "readers", Text: "hello"})
		if len(out.Made) != n || len(out.Left) != len(seen) {
			t.Errorf("%d are invited, want %d, and %d left out: %s", len(out.Made), n, len(out.Left), out.Reasons())
		}
		for _, i := range out.Made {
			if seen[i.Identity] {
				t.Errorf("%s twice", i.Identity)
			}
			seen[i.Identity] = true
		}
	}
}

// TestSomePeopleAreLeftAlone: who asked not to be written to, on any account, and
// addresses from which everything comes back.
func TestSomePeopleAreLeftAlone(t *testing.T) {
	w := letters(t)
	w.knows("row:1", func(p *store.Identity) { p.Tags = []string{"do-not-contact"} })
	doc := w.spoke("mail", "m", store.Author{ID: "boris@b.example", Email: "boris@b.example", Name: "Boris"}, time.Hour, "neutral")
	done(w.Triage.Tag(w.ctx, anna, desk.On(doc), []string{"unsubscribe"}, nil))(t)
	w.joins("row:2", "mail:boris@b.example")
	w.file("clients", "7 Zoya zoya@z.example")
	w.knows("row:7", func(p *store.Identity) { p.Facts = []store.Fact{{Name: "bounced", Value: "no such user"}} })
	w.file("clients", "8 Ida ida@i.example", "9 Ida Ida@i.example") // one person, of whom the other row was told
	w.knows("row:9", func(p *store.Identity) { p.Facts = []store.Fact{{Name: "bounced", Value: "no such user"}} })
	out := w.invite(desk.Invite{List: "clients", Text: "hello"})
	want := map[string]string{
		"Ida":  "no account of ours reaches them",
		"Anna": "does not want to be written to (#do-not-contact)", "Boris": "does not want to be written to (#unsubscribe)",
		"Nora": "no account of ours reaches them", "Zoya": "no account of ours reaches them",
	}
	if d := cmp.Diff(want, why(out)); d != "" || len(out.Made) != 0 || out.Title != "nobody is invited" || out.Seq != 0 {
		t.Errorf("%s %+v", d, out)
	}
}

// TestNobodyIsInvitedWhereItComesBackFrom: who stands on a list has never written, so
// that nothing but the invitation itself knows of it; another address is tried.
func TestNobodyIsInvitedWhereItComesBackFrom(t *testing.T) {
	w := letters(t)
	ask := desk.Invite{List: "clients", People: []string{"1"}, Text: "hello"}
	w.sends(w.invite(ask).Made[0].ID)
	w.now = w.now.Add(time.Hour)
	w.must(w.Outbox.Delivered(w.ctx, w.claim("post").Job, "900", "", w.now))
	lost := &store.Mention{Key: store.Key{Network: "mail", ID: "b"}, Created: w.now, Author: store.Author{ID: "daemon"}, Body: store.Body{Text: "not delivered"}}
	bounce := desk.Bounce{Of: store.Key{Network: "mail", ID: "900"}, Identity: "mail:anna@a.example", Why: "no such mailbox", Final: true}
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "post", Events: []desk.Event{{Mention: lost, Bounces: []desk.Bounce{bounce}}}}))(t)
	if got := why(w.invite(ask)); got["Anna"] != "no account of ours reaches them" {
		t.Errorf("it came back: %v", got)
	}
	w.file("clients", "1 Anna anna@new.example")
	if out := w.invite(ask); len(out.Made) != 1 || !strings.HasPrefix(w.drafts()[0], "To: anna@new.example\n") {
		t.Errorf("another address: %+v %q", out, w.drafts())
	}
}

// TestInvitationsFindTheirWay: a direct message where there is no address, else an
// answer to the newest mention.
func TestInvitationsFindTheirWay(t *testing.T) {
	w := newWorld(t)
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: "group", Network: "vk", RemoteID: "us", Can: []string{desk.AbilitySend}}, map[string]string{"token": "t"}))
	w.file("clients", "1 Ivan", "2 Mia")
	w.spoke("mastodon", "a", store.Author{ID: "77", Handle: "ivan@m.example", Name: "Ivan"}, time.Hour, "neutral")
	m := &store.Mention{Key: store.Key{Network: "vk", ID: "b"}, Created: w.now.Add(-time.Minute), Author: store.Author{ID: "5", Name: "Mia"}, Body: store.Body{Text: "x"}}
	doc := done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "group", Events: []desk.Event{{Mention: m}}}))(t).Docs[0]
	w.joins("row:1", "mastodon:77")
	w.joins("row:2", "vk:5")
	out := w.invite(desk.Invite{List: "clients", Text: "Subject: x\nfollow us"})
	if len(out.Made) != 2 {
		t.Fatalf("%+v", out)
	}
	list := done(w.Publish.Drafts(w.ctx, anna))(t)
	for _, d := range list {
		switch d.To[0] {
		case "acme":
			if d.Message.Text != "@ivan@m.example follow us" || d.Message.Visibility != "direct" || d.About != 0 {
				t.Errorf("%+v", d)
			}
		case "group":
			if d.Message.Text != "follow us" || d.About != doc {
				t.Errorf("%+v", d)
			}
		default:
			t.Errorf("%+v", d)
		}
	}
	if out, err := w.Invitations.Prepare(w.ctx, anna, desk.Invite{List: "clients", Text: "x", Account: "nobody"}); err == nil || !strings.Contains(err.Error(), `no account "nobody"`) {
		t.Errorf("%+v %v", out, err)
	}
}

// TestWrongInvitationsSayWhatIsWrong.
func TestWrongInvitationsSayWhatIsWrong(t *testing.T) {
	w := letters(t)
	many := make([]string, desk.MostInvited+1)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	for text, ask := range map[string]desk.Invite{
		"needs a text": {List: "clients", Text: " \u200b"}, `no list "x"`: {List: "x", Text: "hello"}, "nobody is known": {List: "clients", Text: "hello", People: []string{"404"}},
		"too many at once": {List: "clients", Text: "hello", People: many},
	} {
		if _, err := w.Invitations.Prepare(w.ctx, anna, ask); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
	var invalid *store.Invalid
	if _, err := w.Invitations.Prepare(w.ctx, anna, desk.Invite{List: "clients"}); !errors.As(err, &invalid) {
		t.Errorf("%v", err)
	}
}

// TestNobodyIsInvitedTwice whatever is invited, sent, thrown away and taken back, in
// any order: a person has one invitation at most that waits or has left, and the sums
// are those of a plain count.
func TestNobodyIsInvitedTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := letters(t)
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			drafts := done(w.Publish.Drafts(w.ctx, anna))(t)
			switch act := rapid.SampledFrom([]string{"invite", "invite one", "send", "drop", "undo", "follow"}).Draw(rt, "act"); {
			case act == "invite":
				w.invite(desk.Invite{List: "clients", Text: "hello"})
			case act == "invite one":
				w.invite(desk.Invite{List: "clients", People: []string{rapid.SampledFrom([]string{"1", "2", "3"}).Draw(rt, "who")}, Text: "hello"})
			case act == "follow":
				w.file("fans", "2 Boris boris@b.example")
			case act == "undo":
				_, _ = w.History.Undo(w.ctx, anna) // there may be nothing to take back
			case len(drafts) == 0:
			case act == "send":
				w.sends(drafts[0].ID)
			case act == "drop":
				w.must(w.Publish.DropDraft(w.ctx, anna, drafts[0].ID))
			}
			want := desk.Conversion{}
			for _, who := range []string{"row:1", "row:2", "row:3", "row:6"} {
				list := done(w.Invitations.Of(w.ctx, who))(t)
				if len(list) > 1 {
					rt.Fatalf("%s has %+v", who, list)
				}
				if len(list) == 1 && list[0].Sent.IsZero() {
					want.Waiting++
				} else if len(list) == 1 {
					want.Invited++
					want.Joined += map[bool]int{true: 1}[who == "row:2" && strings.Contains(fmt.Sprint(w.whois("2").Lists), "fans")]
				}
			}
			if got := w.came("clients"); got != want {
				rt.Fatalf("%+v, want %+v", got, want)
			}
		}
	})
}
