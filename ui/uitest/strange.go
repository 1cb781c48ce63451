package uitest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// FillStrange puts mentions into a desk that have broken columns of terminal
// programs, from people with names of the same kind, in one discussion after the
// other. They pass through the Inbox, which cleans them as it cleans everything.
func FillStrange(t testing.TB, d *desk.Desk) {
	t.Helper()
	ctx, by, now := context.Background(), desk.By{User: "anna", Door: "cli"}, d.Env().Now()
	for _, a := range accounts() {
		if err := d.Setup.Connect(ctx, by, a, nil); err != nil {
			t.Fatal(err)
		}
	}
	var events []desk.Event
	moods := []string{"negative", "neutral", "positive"}
	for i, s := range Strange() {
		a := store.Author{
			ID: fmt.Sprint("s", i), Handle: fmt.Sprint("s", i), Name: s.Name, Followers: 100 * i * i, Location: s.Name,
			Bio: "Bio " + s.Text,
		}
		e := event(now, "mastodon", fmt.Sprint(700+i), "", store.KindPost, time.Duration(1+3*i)*time.Minute, a, s.Text, moods[i%3], "question", i%4 == 0)
		events = append(events, e)
		if i > 0 { // and a long discussion of all of them
			events = append(events, event(now, "mastodon", fmt.Sprint(800+i), "700", store.KindReply, time.Duration(i)*time.Second, a, s.Text, moods[i%3], "other", false))
		}
	}
	if _, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "polar", Events: events}); err != nil {
		t.Fatal(err)
	}
}

// StrangeText is a text and the name of its author.
type StrangeText struct{ Name, Text string }

// Strange are texts in many scripts, and texts meant to do harm.
func Strange() []StrangeText {
	return []StrangeText{
		{"عمر حداد", "هل الثلاجة الجديدة متوفرة في دبي؟ السعر 1200 درهم (شامل التوصيل)"},
		{"דנה כהן", "המקרר N5 שלי לא מקרר כבר 3 ימים, שָׁלוֹם!"},
		{"雪 田中", "新しい冷蔵庫を探しています。おすすめはありますか？全角ＡＢＣ 半角ｶﾀｶﾅ"},
		{"김민준", "한국어 조선말 냉장고가 고장났어요 ᄒ\u1161\u11ab"},
		{"अनिता शर्मा", "मेरा फ्रिज क्षतिग्रस्त है, कृपया किसी को भेजें"},
		{"สมชาย ใจดี", "ตู้เย็นทำงานไม่ได้ ช่วยด้วย น้ำแข็งก็ไม่มี"},
		{"Nguyễn Thị Ánh", "Tủ lạnh rất tốt, cảm ơn Polar ở Hà Nội"},
		{"The Fives 👩‍👩‍👧", "👍🏽 ❤️ 🔥🔥 1️⃣2️⃣ 🇷🇺🇩🇪 👩🏽‍💻 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☕ ⚠️ nice"},
		{"Z" + strings.Repeat("\u0335\u0347\u0301", 20) + "algo", "H" + strings.Repeat("\u0300\u0316", 30) + "e comes e\u0301 й и\u0306"},
		{"\u202eevil\u202c \x1b[31mred", "\x1b[2J\x1b]0;pwned\x07gone \u202etxt.exe\u202c\x9b31m \u2067turned\u2069 <b>bold</b>\r\nsecond\tline\x00"},
		{"zero\u200bwidth\u2060\u00ad", "so\u00adft\u200b hy\u00adphens\ufeff and \u3164 filler \u2800 braille \ufe0f\u200d"},
		{"\xff\xfe broken", "\xed\xa0\x80 half a pair \xc3( \ue000 private \u0378 not yet \U0002fffe \U0001fbf0"},
		{strings.Repeat("Ж", 80), strings.Repeat("Щ", 300)},
		{strings.Repeat("漢", 60), strings.Repeat("字", 200)},
		{"ﷺ ﷽", "﷽ 𒐫 ⸻ ㎢ wide signs"},
	}
}
