package main

import (
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"earshot/connectors/telegram/telegramtest"
)

// telegramKey holds the Telegram of a script.
type telegramKey struct{}

type telegramSlot struct{ *telegramtest.Server }

// startTelegram starts a Telegram with a bot to which somebody has written.
func startTelegram(ts *testscript.TestScript, _ bool, _ []string) {
	s := telegramtest.New(telegramtest.Options{Privacy: true})
	ts.Defer(s.Close)
	s.Meet(telegramtest.Channel(-100500, "Acme News", "acme"))
	s.Say(telegramtest.Private(501, "Ева", "eva"), telegramtest.Object{"from": telegramtest.User(501, "Ева", "eva"), "text": "Где мой заказ?"})
	film := s.Keep("V", "videos/1.mp4", nil, 35<<20)
	film["duration"], film["width"], film["height"] = 9, 1, 1
	bill := s.Keep("B", "documents/2.pdf", []byte("%PDF-"), 0)
	bill["file_name"], bill["mime_type"] = "../bill.pdf", "application/pdf"
	for kind, f := range map[string]telegramtest.Object{"video": film, "document": bill} {
		s.Say(telegramtest.Private(502, "Ivan", ""), telegramtest.Object{"from": telegramtest.User(502, "Ivan", ""), "message_id": map[string]int{"video": 101, "document": 102}[kind], kind: f})
	}
	news, talk := telegramtest.Channel(-100600, "Acme Talk", "talk"), telegramtest.Supergroup(-100700, "Talk", "")
	s.Link(news, talk)
	s.Publish(news, talk, telegramtest.Object{"text": "A new fridge"})
	s.Move(telegramtest.Supergroup(-100800, "Fridges", "fridges"), "member", "kicked", nil)
	ts.Setenv("TG", s.URL())
	ts.Check(os.WriteFile(ts.MkAbs("bot"), []byte(telegramtest.Token+"\n"), 0o600))
	ts.Value(telegramKey{}).(*telegramSlot).Server = s
}

// telegramSent COUNT TEXT [CHAT]: how often a text stands there, in a chat.
func telegramSent(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	for _, one := range ts.Value(telegramKey{}).(*telegramSlot).Sent() {
		if strings.Contains(one.Text, args[1]) && (len(args) < 3 || strconv.FormatInt(one.Chat, 10) == args[2]) {
			got++
		}
	}
	if got != want {
		ts.Fatalf("%q stands there %d times, want %d", args[1], got, want)
	}
}
