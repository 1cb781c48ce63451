package main

import (
	"os"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"earshot/connectors/vk/vktest"
)

// vkKey holds the VK of a script.
type vkKey struct{}

type vkSlot struct{ *vktest.Server }

// startVK starts a VK with a community to which somebody has written, in a
// message, below a post, and on a wall elsewhere.
func startVK(ts *testscript.TestScript, _ bool, _ []string) {
	s := vktest.New(vktest.Options{NoLimits: true}) // each command is a process, and many make more than a second allows
	ts.Defer(s.Close)
	peer, id := s.Message(vktest.Said{By: "Olga Zander", Text: "Где мой заказ?"})
	post := s.OwnPost("Новый холодильник")
	comment := s.Comment(post, vktest.Said{By: "Olga Zander", Text: "[club2000|Acme], сколько стоит?"})
	s.Elsewhere(vktest.Said{Text: "Сломался холодильник Acme"})
	s.Join("Fan One")
	s.Join("Fan Two")
	ts.Setenv("VK", s.URL())
	ts.Setenv("MESSAGE", "vk:im2000_"+strconv.Itoa(peer)+"_"+strconv.Itoa(id))
	ts.Setenv("COMMENT", "vk:wall-2000_"+strconv.Itoa(post)+"_r"+strconv.Itoa(comment))
	ts.Check(os.WriteFile(ts.MkAbs("community"), []byte(vktest.CommunityToken+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("user"), []byte(vktest.UserToken+"\n"), 0o600))
	ts.Value(vkKey{}).(*vkSlot).Server = s
}

func vkSent(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	for _, text := range ts.Value(vkKey{}).(*vkSlot).Sent() {
		if text == args[1] {
			got++
		}
	}
	if got != want {
		ts.Fatalf("%q stands there %d times, want %d", args[1], got, want)
	}
}
