package telegram

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
	"earshot/store/desk"
)

// TestADialogue: a person writes to the bot, answers, and corrects themselves.
func TestADialogue(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	ivan := telegramtest.Private(501, "Иван", "ivan")
	from := telegramtest.User(501, "Иван", "ivan")
	first := r.fake.Say(ivan, o{"from": from, "text": "Холодильник не морозит", "date": 1_790_000_000})
	r.fake.Say(ivan, o{"from": from, "text": "Ау?", "reply_to_message": o{"message_id": first, "date": 1, "chat": ivan}})
	all := r.pull()
	if len(all) != 2 {
		t.Fatalf("%d mentions", len(all))
	}
	m := all[0]
	if m.Key.String() != "telegram:7700:501/41" || m.Kind != store.KindMessage || m.Place.Thread != "7700:501" || m.URL != "" {
		t.Errorf("%+v", m)
	}
	if m.Author.ID != "501" || m.Author.Handle != "ivan" || m.Author.Name != "Иван" || m.Author.URL != "https://t.me/ivan" {
		t.Errorf("%+v", m.Author)
	}
	if !m.Created.Equal(time.Unix(1_790_000_000, 0)) || m.Body.Text != "Холодильник не морозит" || m.Body.Lang != "" {
		t.Errorf("%+v", m)
	}
	if x := extra(t, m); x.Language != "ru" || x.ChatType != "private" || x.Chat != "Иван" {
		t.Errorf("%+v", x)
	}
	if all[1].Place.Parent != m.Key.ID || all[1].Kind != store.KindMessage {
		t.Errorf("%+v", all[1])
	}
	r.fake.Edit(ivan, first, "Холодильник не морозит!")
	if e := r.one(); e.Key != m.Key || e.Edited.IsZero() || e.Body.Text != "Холодильник не морозит!" {
		t.Errorf("%+v", e)
	}
}

// TestAGroup: what is said there, to whom, by whom, and where it can be read.
func TestAGroup(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	open := telegramtest.Supergroup(-1001234, "Fridges", "fridges")
	shut := telegramtest.Supergroup(-1009999, "Neighbours", "")
	small := o{"id": -77, "type": "group", "title": "Small"}
	mia := telegramtest.User(12, "Mia", "")
	n := r.fake.Say(open, o{"from": mia, "text": "@acme_bot hello"})
	r.fake.Say(open, o{"from": mia, "text": "anyone?", "message_thread_id": n, "reply_to_message": o{"message_id": n, "date": 1, "chat": open}})
	r.fake.Say(shut, o{"from": mia, "text": "in private"})
	r.fake.Say(small, o{"from": mia, "text": "in a small one"})
	r.fake.Say(open, o{"from": o{"id": 1087968824, "is_bot": true, "first_name": "Group"}, "sender_chat": open, "author_signature": "admin", "text": "as the group"})
	all := r.pull()
	want := []struct{ id, kind, url, author string }{
		{"-1001234/41", "post", "https://t.me/fridges/41", "12 Mia"},
		{"-1001234/42", "reply", "https://t.me/fridges/42", "12 Mia"},
		{"-1009999/43", "post", "https://t.me/c/9999/43", "12 Mia"},
		{"7700:-77/44", "post", "", "12 Mia"},
		{"-1001234/45", "post", "https://t.me/fridges/45", "-1001234 Fridges (admin)"},
	}
	if len(all) != len(want) {
		t.Fatalf("%d mentions", len(all))
	}
	for i, w := range want {
		m := all[i]
		if m.Key.ID != w.id || string(m.Kind) != w.kind || m.URL != w.url || m.Author.ID+" "+m.Author.Name != w.author {
			t.Errorf("%d: %+v", i, m)
		}
		if p, ok := readPlace(m.Key.ID); !ok || p.String() != w.id {
			t.Errorf("%s is read as %+v", w.id, p)
		}
	}
	if all[1].Place.Parent != want[0].id {
		t.Errorf("the answer stands below %q", all[1].Place.Parent)
	}
}

// TestTopics: in a forum the number of the topic is kept for the answer, and the
// beginning of a topic is nobody's message.
func TestTopics(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	forum := telegramtest.Supergroup(-1005, "Forum", "forum")
	begin := o{"message_id": 7, "date": 1, "chat": forum, "forum_topic_created": o{"name": "Repairs", "icon_color": 1}}
	r.fake.Say(forum, o{"from": telegramtest.User(3, "A", ""), "text": "in a topic", "is_topic_message": true, "message_thread_id": 7, "reply_to_message": begin})
	m := r.one()
	if m.Kind != store.KindPost || m.Place.Parent != "" || extra(t, m).Topic != 7 {
		t.Errorf("%+v %+v", m, extra(t, m))
	}
}

// TestAChannelAndItsComments: the post comes from the channel and once more into
// the group that discusses it; it is one mention, and comments stand below it.
func TestAChannelAndItsComments(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	channel := telegramtest.Channel(-100500, "Acme News", "acmenews")
	group := telegramtest.Supergroup(-100600, "Acme Talk", "acmetalk")
	post := r.fake.Say(channel, o{"sender_chat": channel, "text": "New fridge", "author_signature": "Anna", "date": 1_790_000_000})
	copied := o{
		"sender_chat": channel, "from": o{"id": 777000, "is_bot": false, "first_name": "Telegram"}, "is_automatic_forward": true, "text": "New fridge",
		"forward_origin": o{"type": "channel", "date": 1_790_000_000, "chat": channel, "message_id": post, "author_signature": "Anna"}, "date": 1_790_000_001,
	}
	n := r.fake.Say(group, copied)
	below := func(m o, id int64) o {
		c := o{"message_id": id, "chat": group, "date": 1_790_000_001}
		for k, v := range m {
			c[k] = v
		}
		return c
	}
	said := r.fake.Say(group, o{"from": telegramtest.User(9, "Oleg", ""), "text": "Price?", "message_thread_id": n, "reply_to_message": below(copied, n)})
	r.fake.Say(group, o{"from": telegramtest.User(8, "Ann", ""), "text": "same question", "message_thread_id": n, "reply_to_message": below(o{"from": telegramtest.User(9, "Oleg", ""), "text": "Price?"}, said)})
	all := r.pull()
	if len(all) != 4 {
		t.Fatalf("%d mentions", len(all))
	}
	if all[0].Key != all[1].Key || all[0].Key.ID != "-100500/41" || all[1].Body.Text != "New fridge" || !all[0].Created.Equal(all[1].Created) || all[0].URL != all[1].URL {
		t.Errorf("the post and its copy differ:\n%+v\n%+v", all[0], all[1])
	}
	if all[0].Author != all[1].Author && all[1].Author.ID != "-100500" {
		t.Errorf("%+v, %+v", all[0].Author, all[1].Author)
	}
	if all[2].Kind != store.KindComment || all[2].Place.Parent != all[0].Key.ID {
		t.Errorf("the comment: %+v", all[2])
	}
	if all[3].Kind != store.KindReply || all[3].Place.Parent != all[2].Key.ID {
		t.Errorf("the answer to the comment: %+v", all[3])
	}
	r.fake.Edit(channel, post, "New fridge, corrected")
	if m := r.one(); m.Key != all[0].Key || m.Edited.IsZero() {
		t.Errorf("%+v", m)
	}
}

// TestWhatIsNoText: everything that hangs on a message has a name, and a file
// that can be fetched.
func TestWhatIsNoText(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	chat := telegramtest.Private(5, "Eva", "")
	doc := func(more o) o {
		f := o{"file_id": "F1", "file_unique_id": "u1", "file_size": 1000}
		for k, v := range more {
			f[k] = v
		}
		return f
	}
	pictures := []o{doc(o{"width": 90, "height": 60}), doc(o{"width": 900, "height": 600, "file_id": "F2"})}
	for _, c := range []struct {
		m                o
		text, kind, file string
	}{
		{o{"photo": pictures}, "[photo]", "image", "F2"},
		{o{"photo": pictures, "caption": "broken"}, "broken", "image", "F2"},
		{o{"voice": doc(o{"duration": 72})}, "[voice message, 1:12]", "audio", "F1"},
		{o{"video_note": doc(o{"duration": 5, "length": 240})}, "[video message, 0:05]", "video", "F1"},
		{o{"video": doc(o{"duration": 61, "width": 1, "height": 1})}, "[video, 1:01]", "video", "F1"},
		{o{"document": doc(o{"file_name": "bill.pdf", "mime_type": "application/pdf"})}, "[document: bill.pdf]", "file", "F1"},
		{o{"document": doc(o{"mime_type": "image/png"})}, "[document]", "image", "F1"},
		{o{"audio": doc(o{"duration": 200, "performer": "Kino", "title": "Pachka"})}, "[audio: Kino – Pachka, 3:20]", "audio", "F1"},
		{o{"audio": doc(o{"duration": 200, "file_name": "a.mp3"})}, "[audio: a.mp3, 3:20]", "audio", "F1"},
		{o{"animation": doc(o{"duration": 2, "width": 1, "height": 1}), "document": doc(nil)}, "[animation, 0:02]", "video", "F1"},
		{o{"sticker": doc(o{"emoji": "👍", "width": 1, "height": 1, "type": "regular"})}, "[sticker 👍]", "image", "F1"},
		{o{"contact": o{"phone_number": "+7900", "first_name": "Petr"}}, "[contact: Petr +7900]", "", ""},
		{o{"dice": o{"emoji": "🎲", "value": 6}}, "[🎲 6]", "", ""},
		{o{"poll": o{"question": "Which?", "options": []o{{"text": "A"}, {"text": "B"}}}}, "Which?\n○ A\n○ B", "", ""},
		{o{"location": o{"latitude": 55.8, "longitude": 49.1}}, "[place: 55.80000, 49.10000]", "", ""},
		{o{"location": o{"latitude": 55.8, "longitude": 49.1}, "venue": o{"location": o{"latitude": 55.8, "longitude": 49.1}, "title": "Shop", "address": "Main 1"}}, "[place: Shop, Main 1]", "", ""},
	} {
		c.m["from"] = telegramtest.User(5, "Eva", "")
		r.fake.Say(chat, c.m)
		m := r.one()
		if m.Body.Text != c.text {
			t.Errorf("%q, want %q", m.Body.Text, c.text)
		}
		files := extra(t, m).Files
		if c.file == "" && (len(files) > 0 || len(m.Body.Media) > 0) || c.file != "" && (!slices.Equal(files, []string{c.file}) || len(m.Body.Media) != 1 || m.Body.Media[0].Type != c.kind) {
			t.Errorf("%s: %v, %+v", c.text, files, m.Body.Media)
		}
		if strings.HasPrefix(c.text, "[place") && (m.Body.Geo == nil || m.Body.Geo.Lat != 55.8) {
			t.Errorf("%s: %+v", c.text, m.Body.Geo)
		}
	}
	for _, service := range []o{{"new_chat_members": []o{telegramtest.User(6, "X", "")}}, {"pinned_message": o{"message_id": 1, "date": 1, "chat": chat}}, {}} {
		r.fake.Say(chat, service)
	}
	if all := r.pull(); len(all) != 0 {
		t.Errorf("what nobody said was heard: %+v", all[0])
	}
}

// TestAnAlbum: its pictures come one by one, in one answer or several, and are
// one mention.
func TestAnAlbum(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	chat := telegramtest.Private(5, "Eva", "")
	picture := func(id, caption string) {
		m := o{"from": telegramtest.User(5, "Eva", ""), "media_group_id": "g1", "photo": []o{{"file_id": id, "file_unique_id": id, "width": 1, "height": 1}}}
		if caption != "" {
			m["caption"] = caption
		}
		r.fake.Say(chat, m)
	}
	picture("A", "")
	picture("B", "look at this")
	m := r.one()
	if m.Body.Text != "look at this" || len(m.Body.Media) != 2 || !slices.Equal(extra(t, m).Files, []string{"A", "B"}) || !m.Edited.IsZero() {
		t.Fatalf("%+v %+v", m.Body, extra(t, m))
	}
	picture("C", "")
	later := r.one()
	if later.Key != m.Key || later.Body.Text != "look at this" || len(later.Body.Media) != 3 {
		t.Errorf("%+v", later)
	}
	for i := range 20 { // others come and go
		r.fake.Say(chat, o{"from": telegramtest.User(5, "Eva", ""), "media_group_id": strconv.Itoa(i), "voice": o{"file_id": "V", "file_unique_id": "V", "duration": 1}})
	}
	if all := r.pull(); len(all) != 20 || len(r.bot.album.newest) > maxAlbums {
		t.Errorf("%d mentions, %d albums kept", len(all), len(r.bot.album.newest))
	}
}

// TestLinks: places in a text count UTF-16 units, and wrong ones hurt nobody.
func TestLinks(t *testing.T) {
	text := "👍 acme.example и тут"
	mark := func(kind string, offset, length int, url string) entity { return entity{kind, offset, length, url} }
	got := links(text, []entity{
		mark("url", 3, 12, ""), mark("text_link", 18, 3, "https://shop.example/x"), mark("bold", 0, 2, ""),
		mark("text_link", 0, 2, "tg://user?id=5"), mark("url", 3, 12, ""), mark("url", -1, 5, ""), mark("url", 2, 1<<40, ""), mark("url", 1<<40, 2, ""), mark("url", 3, 0, ""),
	})
	if !slices.Equal(got, []string{"https://acme.example", "https://shop.example/x"}) {
		t.Errorf("%q", got)
	}
	for s, want := range map[string]int{"": 0, "abc": 3, "привет": 6, "👍": 2, "👨‍👩‍👧": 8} {
		if size(s) != want {
			t.Errorf("%q is %d units long, not %d", s, size(s), want)
		}
	}
}

// TestForwards: where it comes from is told, in every form of an origin.
func TestForwards(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	group := telegramtest.Supergroup(-1001, "G", "")
	for want, origin := range map[string]o{
		"Petr Ivanov": {"type": "user", "date": 1, "sender_user": o{"id": 4, "is_bot": false, "first_name": "Petr", "last_name": "Ivanov"}},
		"Hidden":      {"type": "hidden_user", "date": 1, "sender_user_name": "Hidden"},
		"News":        {"type": "channel", "date": 1, "chat": telegramtest.Channel(-1002, "News", "news"), "message_id": 5},
		"A group":     {"type": "chat", "date": 1, "sender_chat": telegramtest.Supergroup(-1003, "A group", "")},
	} {
		r.fake.Say(group, o{"from": telegramtest.User(5, "Eva", ""), "text": "look", "forward_origin": origin})
		if m := r.one(); extra(t, m).From != want || m.Kind != store.KindShare || m.Author.Name != "Eva" {
			t.Errorf("%s: %+v %+v", want, m, extra(t, m))
		}
	}
}

// TestOffsets: what was not stored is given again, what was stored is confirmed,
// and a restart goes on in the same place.
func TestOffsets(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	chat := telegramtest.Private(5, "Eva", "")
	if all := r.pull(); len(all) != 0 || string(r.cursor) != "0" {
		t.Fatalf("%d mentions, cursor %q", len(all), r.cursor)
	}
	for range 250 {
		r.fake.Say(chat, o{"from": telegramtest.User(5, "Eva", ""), "text": "x"})
	}
	stored := 0
	err := r.bot.Pull(t.Context(), r.at, func(_ context.Context, b desk.Batch) error {
		if stored > 0 {
			return errStop
		}
		stored, r.cursor = len(b.Events), b.Cursor
		return nil
	})
	if !errors.Is(err, errStop) || stored != 100 {
		t.Fatalf("%v after %d", err, stored)
	}
	if left := r.fake.Queue(); len(left) != 150 {
		t.Errorf("%d updates wait, want those that were not stored", len(left))
	}
	r.bot = newBot(t, r.fake.URL(), nil)
	if all := r.pull(); len(all) != 150 || all[0].Key.ID != "7700:5/141" {
		t.Errorf("%d mentions after the restart", len(all))
	}
	if left := r.fake.Queue(); len(left) != 0 {
		t.Errorf("%d updates are not confirmed", len(left))
	}
	for _, bad := range []string{"", "x", "-5", "9e9"} {
		if offset([]byte(bad)) != 0 {
			t.Errorf("%q is an offset", bad)
		}
	}
}

// TestUpdatesOfAnotherForm: a message that cannot be read is passed over, an
// answer without numbers is told, and nothing goes round for ever.
func TestUpdatesOfAnotherForm(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	r.fake.Push("message", o{"message_id": "five", "chat": 7})
	r.fake.Push("message", o{"message_id": 0, "chat": o{"id": 1, "type": "private"}, "text": "no number"})
	r.fake.Say(telegramtest.Private(5, "Eva", ""), o{"from": telegramtest.User(5, "Eva", ""), "text": "behind it"})
	if m := r.one(); m.Body.Text != "behind it" {
		t.Errorf("%+v", m)
	}
	for _, raw := range []string{`[{"message":{}}]`, `[{"update_id":4}]`, `{"a":1}`, `[7]`} {
		c := newBot(t, answering(t, 200, `{"ok":true,"result":`+raw+`}`), nil)
		c.next.Store(5)
		_, err := c.page(t.Context(), 0, func(context.Context, desk.Batch) error { return nil }, false)
		wantFault(t, err, fault.Transient, "not the Bot API")
	}
}

// TestTheStream: what is said arrives at once; two readers would be in each
// other's way, so Pull stands back while the stream stands.
func TestTheStream(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	r.pull()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard := make(chan *store.Mention, 10)
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- r.bot.Stream(ctx, func() { close(ready) }, func(_ context.Context, b desk.Batch) error {
			for _, e := range b.Events {
				heard <- e.Mention
			}
			return nil
		})
	}()
	<-ready
	r.fake.Say(telegramtest.Private(5, "Eva", ""), o{"from": telegramtest.User(5, "Eva", ""), "text": "now"})
	if m := <-heard; m.Body.Text != "now" {
		t.Errorf("%+v", m)
	}
	before := r.fake.Asked("getUpdates")
	if all := r.pull(); len(all) != 0 || r.fake.Asked("getUpdates") > before+1 { // the stream's own next call may fall in between
		t.Errorf("Pull asked beside the stream")
	}
	// Another program takes over; it asks until it meets the stream's call.
	other, over := newBot(t, r.fake.URL(), nil), false
	for !over {
		if _, err := other.page(t.Context(), 0, func(context.Context, desk.Batch) error { return nil }, false); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			over = true
			f := wantFault(t, err, fault.Transient, "another program reads the messages of this bot")
			if f.RetryAfter != conflictWait {
				t.Errorf("again in %v", f.RetryAfter)
			}
		default:
		}
	}
	if r.bot.live.Load() {
		t.Error("the stream still stands")
	}
}

// TestAStreamWaitsForItsPlace: before Pull has told how far we are, nothing is
// asked, and the end of the program is heard.
func TestAStreamWaitsForItsPlace(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	var stood atomic.Bool
	ended := make(chan error, 1)
	go func() { ended <- r.bot.Stream(ctx, func() { stood.Store(true) }, nil) }()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) || stood.Load() || r.fake.Asked("getUpdates") > 0 {
		t.Errorf("%v, %v", err, stood.Load())
	}
}
