package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"earshot/connectors/fault"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
	"earshot/store/desk"
)

// merged is what the store makes of mentions that come again: what they carry
// besides is added.
func merged(all []*store.Mention) *store.Mention {
	out := *all[0]
	x := map[string]json.RawMessage{}
	for _, m := range all {
		var y map[string]json.RawMessage
		_ = json.Unmarshal(m.Extra[Network], &y)
		maps.Copy(x, y)
	}
	raw, _ := json.Marshal(x)
	out.Extra = map[string]json.RawMessage{Network: raw}
	return &out
}

// TestAnAnswerLandsBelowTheChannelsPost: it goes into the group that discusses the
// channel, to the copy of the post, whichever of the two was heard first; an
// answer to a comment goes to the comment.
func TestAnAnswerLandsBelowTheChannelsPost(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	channel, group := telegramtest.Channel(-100500, "Acme News", "acmenews"), telegramtest.Supergroup(-100600, "Acme Talk", "acmetalk")
	r.fake.Link(channel, group)
	post, copied := r.fake.Publish(channel, group, o{"text": "New fridge", "author_signature": "Anna"})
	all := r.pull()
	if len(all) != 2 || all[0].Key != all[1].Key || all[0].Author != all[1].Author || all[0].Body.Text != all[1].Body.Text {
		t.Fatalf("the post and its copy differ:\n%+v\n%+v", all[0], all[1])
	}
	for i, m := range []*store.Mention{merged(all), merged([]*store.Mention{all[1], all[0]})} {
		if x := extra(t, m); x.Chat != "Acme News" || x.ChatType != "channel" || x.Copy != fmt.Sprintf("-100600/%d", copied) {
			t.Errorf("%+v", x)
		}
		got, err := r.bot.Send(t.Context(), answer(m, "for sale on Monday"))
		if err != nil || !strings.HasPrefix(got.RemoteID, "-100600/") {
			t.Fatalf("%+v, %v", got, err)
		}
		if s := r.fake.Sent()[i]; s.Chat != -100600 || s.Answers != copied {
			t.Errorf("it stands in %d below %d", s.Chat, s.Answers)
		}
	}
	n := r.fake.Say(group, o{"from": telegramtest.User(9, "Oleg", ""), "text": "Price?", "message_thread_id": copied, "reply_to_message": o{
		"message_id": copied, "date": 1, "chat": group, "sender_chat": channel, "is_automatic_forward": true,
		"forward_origin": o{"type": "channel", "date": 1, "chat": channel, "message_id": post},
	}})
	comment := r.one()
	if comment.Kind != store.KindComment || comment.Place.Parent != all[0].Key.ID {
		t.Errorf("%+v", comment)
	}
	if _, err := r.bot.Send(t.Context(), answer(comment, "it is a secret")); err != nil {
		t.Fatal(err)
	}
	if s := r.fake.Sent()[2]; s.Chat != -100600 || s.Answers != n {
		t.Errorf("it stands in %d below %d", s.Chat, s.Answers)
	}
}

// TestAPostThatIsDiscussedWhereTheBotIsNot: nothing is posted in the channel
// instead of a comment; a channel that nobody discusses is answered in itself.
func TestAPostThatIsDiscussedWhereTheBotIsNot(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	channel, group := telegramtest.Channel(-100500, "Acme News", "acmenews"), telegramtest.Supergroup(-100600, "Acme Talk", "acmetalk")
	r.fake.Link(channel, group)
	r.fake.Say(channel, o{"sender_chat": channel, "text": "New fridge"})
	f := wantFault(t, second(r.bot.Send(t.Context(), answer(r.one(), "x"))), fault.Permanent, "add the bot to that group")
	if !f.Unsent || len(r.fake.Sent()) > 0 {
		t.Errorf("%+v, %+v", f, r.fake.Sent())
	}
	alone := telegramtest.Channel(-100700, "Alone", "alone")
	n := r.fake.Say(alone, o{"sender_chat": alone, "text": "quiet here"})
	m := r.one()
	if _, err := r.bot.Send(t.Context(), answer(m, "hello")); err != nil {
		t.Fatal(err)
	}
	if s := r.fake.Sent()[0]; s.Chat != -100700 || s.Answers != n {
		t.Errorf("%+v", s)
	}
	down := newBot(t, answering(t, 502, "x"), nil)
	if f := wantFault(t, second(down.Send(t.Context(), answer(m, "x"))), fault.Transient, ""); !f.Unsent {
		t.Error("nothing has left, and it is taken for a doubt")
	}
}

func second[T any](_ T, err error) error { return err }

// batch reads one page and gives it whole.
func (r *rig) batch() (out desk.Batch) {
	r.Helper()
	err := r.bot.Pull(r.Context(), r.at, func(_ context.Context, b desk.Batch) error {
		out, r.cursor = b, b.Cursor
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
	return out
}

// TestTheBotIsPutOutOfAGroup: what it cannot do any more is told with its reason,
// and that it is back; that a person has blocked it is no news about the account.
func TestTheBotIsPutOutOfAGroup(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, map[string]string{SettingChat: "@fridges"})
	r.pull()
	open, shut := telegramtest.Supergroup(-1001, "Fridges", "fridges"), telegramtest.Supergroup(-1002, "Neigh\x00bours", "")
	channel := telegramtest.Channel(-1003, "News", "news")
	for _, c := range []struct {
		chat     o
		was, now string
		more     o
		want     map[string]string
	}{
		{open, "member", "kicked", o{"until_date": 0}, map[string]string{"messages of Fridges (@fridges)": "by @ivan; somebody has to add it there again", "answers in Fridges (@fridges)": "", AbilityPost: "was removed"}},
		{open, "kicked", "member", nil, map[string]string{"messages of Fridges (@fridges)": "", "answers in Fridges (@fridges)": "", AbilityPost: ""}},
		{shut, "member", "left", nil, map[string]string{"messages of Neighbours": "was removed from it on ", "answers in Neighbours": ""}},
		{shut, "member", "restricted", o{"is_member": true, "can_send_messages": false}, map[string]string{"messages of Neighbours": "", "answers in Neighbours": "allow it to send messages"}},
		{shut, "restricted", "restricted", o{"is_member": false, "can_send_messages": false}, map[string]string{"messages of Neighbours": "was removed", "answers in Neighbours": ""}},
		{channel, "left", "administrator", o{"can_post_messages": false}, map[string]string{"messages of News (@news)": "", "answers in News (@news)": "with the right to post"}},
		{channel, "administrator", "administrator", o{"can_post_messages": true}, map[string]string{"messages of News (@news)": "", "answers in News (@news)": ""}},
		{telegramtest.Private(5, "Eva", ""), "member", "kicked", nil, nil},
	} {
		r.fake.Move(c.chat, c.was, c.now, c.more)
		got := r.batch().Lacks
		if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(c.want))) {
			t.Errorf("%v %s: %q", c.chat["title"], c.now, got)
		}
		for ability, why := range c.want {
			if got[ability] != why && (why == "" || !strings.Contains(got[ability], why)) {
				t.Errorf("%s after %s: %q", ability, c.now, got[ability])
			}
		}
	}
	if by(&user{FirstName: "Petr", LastName: "Ivanov"}) != " by Petr Ivanov" || by(&user{}) != "" || when(0) != "" {
		t.Error("who did it, and when")
	}
}

// photoOf says one picture of an album.
func (r *rig) photoOf(chat o, album, id, caption string) int64 {
	m := o{"from": telegramtest.User(5, "Eva", ""), "media_group_id": album, "photo": []o{{"file_id": id, "file_unique_id": id, "width": 1, "height": 1}}}
	if caption != "" {
		m["caption"] = caption
	}
	return r.fake.Say(chat, m)
}

// TestAnAlbumOverARestart: the process is killed between two of its pictures, and
// it is one mention all the same; an edit of its caption costs no picture.
func TestAnAlbumOverARestart(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	eva := telegramtest.Private(5, "Eva", "")
	first := r.photoOf(eva, "g1", "A", "look")
	m := r.one()
	r.bot = newBot(t, r.fake.URL(), nil)
	r.photoOf(eva, "g1", "B", "")
	whole := r.one()
	if whole.Key != m.Key || len(whole.Body.Media) != 2 || whole.Body.Text != "look" || !slices.Equal(extra(t, whole).Files, []string{"A", "B"}) {
		t.Fatalf("%+v %+v", whole.Body, extra(t, whole))
	}
	r.fake.Push("edited_message", o{
		"message_id": first, "date": 1, "edit_date": 2, "chat": eva, "from": telegramtest.User(5, "Eva", ""), "media_group_id": "g1", "caption": "look here",
		"photo": []o{{"file_id": "A", "file_unique_id": "A", "width": 1, "height": 1}},
	})
	edited := r.one()
	if edited.Key != m.Key || edited.Body.Text != "look here" || len(edited.Body.Media) != 2 || edited.Edited.IsZero() {
		t.Errorf("%+v", edited)
	}
	r.fake.Say(eva, o{"from": telegramtest.User(5, "Eva", ""), "text": "something else"})
	r.one()
	if strings.Contains(string(r.cursor), " ") {
		t.Errorf("the album still travels with the cursor: %s", r.cursor)
	}
}

// TestCursorsOfAnotherForm: whatever stands in them, nothing breaks, and the
// number in front counts.
func TestCursorsOfAnotherForm(t *testing.T) {
	for cursor, next := range map[string]int64{
		"7 [": 7, `7 [null]`: 7, `7 [{"Name":"x","Parts":[]}]`: 7, `7 [{"Name":"x","Parts":[null]}]`: 7, "7 {}": 7, " []": 0, `7 [{"Name":"x","Parts":[{"Key":{"Network":"telegram","ID":"1/2"}}]}]`: 7,
	} {
		var a albums
		a.unpack([]byte(cursor))
		if got := offset([]byte(cursor)); got != next {
			t.Errorf("%q is read as %d", cursor, got)
		}
		for _, x := range a.newest {
			if x.whole() == nil {
				t.Error(cursor)
			}
		}
	}
}

// TestMoreOfAnAlbumThanThereCanBe: a server that never ends one does not fill the
// memory.
func TestMoreOfAnAlbumThanThereCanBe(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	eva := telegramtest.Private(5, "Eva", "")
	for i := range 25 {
		r.photoOf(eva, "g", fmt.Sprint(i), "")
	}
	all := r.pull()
	if len(all) != 16 || len(all[0].Body.Media) != maxParts || len(r.cursor) > 64<<10 {
		t.Errorf("%d mentions, %d pictures, a cursor of %d bytes", len(all), len(all[0].Body.Media), len(r.cursor))
	}
}

// TestNamesOfFiles: the sender's, else one made of the kind; never more than a
// name.
func TestNamesOfFiles(t *testing.T) {
	m := &store.Mention{Key: store.Key{ID: "-1001/9"}}
	for want, f := range map[string]file{"a b.pdf": {Name: "a b.pdf", UniqueID: "u"}, "photo-9.jpg": {UniqueID: "u"}} {
		if got := fileName(m, 0, store.Media{Type: "image", URL: attachmentURL(&f)}, "x/y.jpg"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := fileName(m, 2, store.Media{Type: "other", URL: "attachment:%zz"}, "x/y"); got != "file-9-3" {
		t.Error(got)
	}
	_, query, _ := strings.Cut(attachmentURL(&file{Name: "?&#/я", MIME: "a/b", Size: 7}), "?")
	if v, err := url.ParseQuery(query); err != nil || v.Get("size") != "7" || v.Get("type") != "a/b" {
		t.Errorf("%q", query)
	}
}
