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
	ts.Setenv("TG", s.URL())
	ts.Check(os.WriteFile(ts.MkAbs("bot"), []byte(telegramtest.Token+"\n"), 0o600))
	ts.Value(telegramKey{}).(*telegramSlot).Server = s
}

func telegramSent(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	for _, one := range ts.Value(telegramKey{}).(*telegramSlot).Sent() {
		if strings.Contains(one.Text, args[1]) {
			got++
		}
	}
	if got != want {
		ts.Fatalf("%q stands there %d times, want %d", args[1], got, want)
	}
}
