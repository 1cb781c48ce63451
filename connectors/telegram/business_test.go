package telegram

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
)

// hear reads into an inbox, which tells of deletions and abilities, too.
func (r *rig) hear(in *connectortest.Inbox) {
	r.Helper()
	if err := r.bot.Pull(r.Context(), in.At, in.Emit); err != nil {
		r.Fatal(err)
	}
}

// TestABusinessAccount: what is written to the account of a shop is heard by the bot
// that is connected to it, with edits and deletions, apart from what is written to the
// bot itself; an answer goes out in the shop's name.
func TestABusinessAccount(t *testing.T) {
	r, in := newRig(t, telegramtest.Options{}, nil), connectortest.NewInbox()
	shop, ivan := telegramtest.User(900, "Acme Shop", "acmeshop"), telegramtest.User(501, "Ivan", "ivan")
	dialogue := telegramtest.Private(501, "Ivan", "ivan")
	r.fake.Connect(shop, true, true)
	direct := r.fake.Say(dialogue, o{"from": ivan, "text": "to the bot"})
	first := r.fake.Business(dialogue, o{"from": ivan, "text": "to the shop"})
	r.hear(in)
	if len(in.Order) != 2 || len(in.Lacks) != 0 {
		t.Fatalf("%v, lacks %v", in.Order, in.Lacks)
	}
	toBot, toShop := in.Mentions[in.Order[0]], in.Mentions[in.Order[1]]
	if toBot.Place.Thread == toShop.Place.Thread || toShop.Kind != store.KindMessage || toShop.Author.ID != "501" {
		t.Errorf("%+v\n%+v", toBot, toShop)
	}
	if p, ok := readPlace(toShop.Key.ID); !ok || p.chat != 501 || p.message != first || p.owner() != "7700" {
		t.Errorf("%s is read as %+v", toShop.Key.ID, p)
	}
	file := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(file, []byte("an offer"), 0o600); err != nil {
		t.Fatal(err)
	}
	withFile := answer(toShop, "our offer")
	withFile.Message.Media = []store.Attachment{{Path: file}}
	for i, out := range []connectors.Outgoing{answer(toShop, "we are coming"), withFile} {
		got, err := r.bot.Send(t.Context(), out)
		if err != nil || !strings.HasPrefix(got.RemoteID, toShop.Place.Thread+"/") {
			t.Fatalf("%+v, %v", got, err)
		}
		if s := r.fake.Sent()[i]; s.Params["business_connection_id"] != telegramtest.Connection || s.Answers != first || s.Chat != 501 {
			t.Errorf("%+v", s)
		}
	}
	if _, err := r.bot.Send(t.Context(), answer(toBot, "by the bot itself")); err != nil {
		t.Fatal(err)
	}
	if s := r.fake.Sent()[2]; s.Params["business_connection_id"] != "" || s.Answers != direct {
		t.Errorf("%+v", s)
	}

	bot := o{"id": telegramtest.BotID, "is_bot": true, "first_name": "Acme"}
	r.fake.Business(dialogue, o{"from": shop, "sender_business_bot": bot, "text": "we are coming"})
	r.fake.Business(dialogue, o{"from": shop, "text": "by hand, on the phone", "reply_to_message": o{"message_id": first, "date": 1, "chat": dialogue}})
	r.fake.EditBusiness(dialogue, first, "to the shop!")
	second := r.fake.Business(dialogue, o{"from": ivan, "text": "a mistake"})
	r.fake.DeleteBusiness(dialogue, second)
	r.hear(in)
	if len(in.Order) != 4 {
		t.Fatalf("what we have sent ourselves comes again: %v", in.Texts())
	}
	if m := in.Mentions[in.Order[2]]; m.Author.ID != "7700" || m.Author.Name != "Acme Shop" || m.Place.Parent != toShop.Key.ID {
		t.Errorf("said in the shop's name: %+v", m)
	}
	if m := in.Get(t, toShop.Key.ID); m.Body.Text != "to the shop!" || m.Edited.IsZero() {
		t.Errorf("%+v", m)
	}
	if len(in.Deleted) != 1 || in.Deleted[0] != in.Order[3] {
		t.Errorf("deleted %v of %v", in.Deleted, in.Order)
	}
}

// TestABusinessAccountThatIsTakenAway, or on which the bot may not answer, is told with
// what to do, and taken back.
func TestABusinessAccountThatIsTakenAway(t *testing.T) {
	r, in := newRig(t, telegramtest.Options{}, nil), connectortest.NewInbox()
	shop := telegramtest.User(900, "Acme Shop", "acmeshop")
	r.fake.Connect(shop, true, false)
	r.hear(in)
	if why := in.Lacks["answers for Acme Shop (@acmeshop)"]; !strings.Contains(why, "Chatbots") || len(in.Lacks) != 1 {
		t.Errorf("%v", in.Lacks)
	}
	r.fake.Connect(shop, false, false)
	r.hear(in)
	if why := in.Lacks["messages of Acme Shop (@acmeshop)"]; !strings.Contains(why, "not connected") || len(in.Lacks) != 1 {
		t.Errorf("%v", in.Lacks)
	}
	r.fake.Connect(shop, true, true)
	r.hear(in)
	if len(in.Lacks) != 0 {
		t.Errorf("%v", in.Lacks)
	}
	r.fake.Push("business_connection", o{"id": "x", "user": shop, "user_chat_id": 900, "date": 1, "is_enabled": true, "can_reply": true}) // before Bot API 9.0
	r.hear(in)
	if len(in.Lacks) != 0 {
		t.Errorf("%v", in.Lacks)
	}
}

// TestDirectMessagesOfAChannel are dialogues of their own, each answered in itself.
func TestDirectMessagesOfAChannel(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	room := telegramtest.Supergroup(-100800, "Acme News", "")
	room["is_direct_messages"] = true
	n := r.fake.Say(room, o{"from": telegramtest.User(501, "Ivan", "ivan"), "text": "hello", "direct_messages_topic": o{"topic_id": 71}})
	r.fake.Say(room, o{"from": telegramtest.User(502, "Olga", ""), "text": "hello", "direct_messages_topic": o{"topic_id": 72}})
	all := r.pull()
	if len(all) != 2 || all[0].Kind != store.KindMessage || all[0].Place.Thread == all[1].Place.Thread || all[0].URL != "" {
		t.Fatalf("%+v", all)
	}
	if _, err := r.bot.Send(t.Context(), answer(all[0], "hello, Ivan")); err != nil {
		t.Fatal(err)
	}
	if s := r.fake.Sent()[0]; s.Params["direct_messages_topic_id"] != "71" || s.Answers != n || s.Chat != -100800 {
		t.Errorf("%+v", s)
	}
}

// TestAnAnswerFromElsewhere: what answers, in a group, a post of a channel stands below
// that post; of a message that nobody else sees only the text is left.
func TestAnAnswerFromElsewhere(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	group, channel := telegramtest.Supergroup(-100600, "Talk", "talk"), telegramtest.Channel(-100500, "Acme News", "acmenews")
	mia := telegramtest.User(12, "Mia", "")
	origin := o{"type": "channel", "date": 1, "chat": channel, "message_id": 7}
	r.fake.Say(group, o{"from": mia, "text": "is that so?", "external_reply": o{"origin": origin, "chat": channel, "message_id": 7}})
	r.fake.Say(group, o{"from": mia, "text": "and that?", "external_reply": o{"origin": o{"type": "hidden_user", "date": 1, "sender_user_name": "X"}}})
	all := r.pull()
	if len(all) != 2 || all[0].Kind != store.KindReply || all[0].Place.Parent != "-100500/7" || all[1].Kind != store.KindPost || all[1].Place.Parent != "" {
		t.Errorf("%+v", all)
	}
}

// TestMessagesWithoutText are shown by what they are, and service messages not at all.
func TestMessagesWithoutText(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	ivan := telegramtest.Private(501, "Ivan", "ivan")
	sticker := o{"file_id": "s", "file_unique_id": "s1", "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false, "emoji": "🔥"}
	for _, x := range []struct {
		m    o
		want string
	}{
		{o{"sticker": sticker}, "[sticker 🔥]"},
		{o{"contact": o{"phone_number": "+79990000000", "first_name": "Oleg"}}, "[contact: Oleg +79990000000]"},
		{o{"location": o{"latitude": 55.75, "longitude": 37.61}}, "[place: 55.75000, 37.61000]"},
		{o{"story": o{"chat": telegramtest.Channel(-100500, "Acme News", "acmenews"), "id": 3}}, "[story: Acme News]"},
		{o{"story": o{"chat": o{"id": 5, "type": "private"}, "id": 3}}, "[story]"},
		{o{"game": o{"title": "Fridge Race", "description": "", "photo": []o{}}}, "[game: Fridge Race]"},
		{o{"invoice": o{"title": "Compressor", "description": "", "start_parameter": "", "currency": "RUB", "total_amount": 990000}}, "[invoice: Compressor]"},
		{o{"paid_media": o{"star_count": 50, "paid_media": []o{{"type": "preview"}, {"type": "preview"}}}}, "[files for 50 stars: 2]"},
		{o{"giveaway": o{"chats": []o{}, "winners_selection_date": 1, "winner_count": 3, "prize_description": "a fridge"}}, "[giveaway: a fridge]"},
		{o{"giveaway": o{"chats": []o{}, "winners_selection_date": 1, "winner_count": 3}}, "[giveaway]"},
		{
			o{"checklist": o{"title": "Broken", "tasks": []o{{"id": 1, "text": "door"}, {"id": 2, "text": "lamp", "completion_date": 1_790_000_000}}}},
			"Broken\n○ door\n● lamp",
		},
	} {
		x.m["from"] = telegramtest.User(501, "Ivan", "ivan")
		r.fake.Say(ivan, x.m)
		if m := r.one(); m.Body.Text != x.want {
			t.Errorf("%q, want %q", m.Body.Text, x.want)
		}
	}
	group := telegramtest.Supergroup(-100600, "Talk", "talk")
	r.fake.Say(group, o{"from": telegramtest.User(501, "Ivan", "ivan"), "new_chat_title": "Talk!"})
	r.fake.Say(group, o{"from": telegramtest.User(501, "Ivan", "ivan"), "migrate_from_chat_id": -77})
	if all := r.pull(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

// TestAChannelThatHasAnotherNumber: a group that was named by its number and has become
// a supergroup is told with its new number.
func TestAChannelThatHasAnotherNumber(t *testing.T) {
	at := answering(t, 400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-10077}}`)
	_, err := newBot(t, at, map[string]string{SettingChat: "-77"}).mayPost(t.Context(), telegramtest.BotID)
	wantFault(t, err, fault.Permanent, "--chat -10077")
}
