package main

import (
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"earshot/connectors/bluesky/blueskytest"
)

// blueskyKey holds the Bluesky of a script.
type blueskyKey struct{}

type blueskySlot struct{ *blueskytest.Server }

const skyPassword = "uvh5-f4e3-vk66-3hqi"

// startBluesky starts a Bluesky with an account of ours.
func startBluesky(ts *testscript.TestScript, _ bool, _ []string) {
	s := blueskytest.New(blueskytest.Options{})
	ts.Defer(s.Close)
	s.Join("acme.test", func(a *blueskytest.Account) { a.Password = skyPassword })
	ts.Setenv("SKY", s.URL())
	ts.Check(os.WriteFile(ts.MkAbs("sky"), []byte(skyPassword+"\n"), 0o600))
	ts.Value(blueskyKey{}).(*blueskySlot).Server = s
}

func blueskySays(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], ts.Value(blueskyKey{}).(*blueskySlot).Say(blueskytest.Post{By: "eva.test", Text: args[1]}))
}

func blueskySent(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	for _, r := range ts.Value(blueskyKey{}).(*blueskySlot).By("acme.test") {
		if text, _ := r["text"].(string); strings.Contains(text, args[1]) {
			got++
		}
	}
	if got != want {
		ts.Fatalf("%q stands there %d times, want %d", args[1], got, want)
	}
}
