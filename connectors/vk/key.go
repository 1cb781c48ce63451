package vk

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// ref names one thing on VK. Its text is the remote id of a mention, made like
// the addresses of VK, so that it is the same by whichever way we hear of it:
//
//	wall-1_23        post 23 on the wall of community 1
//	wall-1_23_r4     comment 4 below it; photo, video, market and topic likewise
//	im1_55_6         message 6 in community 1's conversation with 55
//	im1_2000000007_c6   message of a chat, which has a number there only
type ref struct {
	kind  string // wall, photo, video, market, topic, im
	owner int    // of the wall; of a message the community (or user) whose mailbox it is
	item  int    // post, photo, topic; of a message the conversation
	reply int    // comment or message; 0 = the post, the topic, the conversation itself
	chat  bool   // reply counts within the conversation
}

// String is the remote id.
func (r ref) String() string {
	s := fmt.Sprintf("%s%d_%d", r.kind, r.owner, r.item)
	switch {
	case r.reply == 0:
		return s
	case r.kind != kindIM:
		return fmt.Sprintf("%s_r%d", s, r.reply)
	case r.chat:
		return fmt.Sprintf("%s_c%d", s, r.reply)
	}
	return fmt.Sprintf("%s_%d", s, r.reply)
}

// The kinds of things.
const (
	kindWall   = "wall"
	kindPhoto  = "photo"
	kindVideo  = "video"
	kindMarket = "market"
	kindTopic  = "topic"
	kindIM     = "im"
)

// parent is what something hangs on: the post of a comment, the conversation of
// a message.
func (r ref) parent() ref { return ref{kind: r.kind, owner: r.owner, item: r.item} }

// url is where a person finds it.
func (r ref) url() string {
	s := fmt.Sprintf("https://vk.com/%s%d_%d", r.kind, r.owner, r.item)
	switch {
	case r.kind == kindIM && r.owner > 0:
		return fmt.Sprintf("https://vk.com/gim%d?sel=%s", r.owner, peerName(r.item))
	case r.kind == kindIM:
		return "https://vk.com/im?sel=" + peerName(r.item)
	case r.kind == kindMarket:
		return fmt.Sprintf("https://vk.com/market%d?w=product%d_%d", r.owner, r.owner, r.item)
	case r.reply == 0:
		return s
	case r.kind == kindTopic:
		return fmt.Sprintf("%s?post=%d", s, r.reply)
	}
	return fmt.Sprintf("%s?reply=%d", s, r.reply)
}

// chats are the conversations of several; their numbers begin here.
const chats = 2_000_000_000

func peerName(peer int) string {
	if peer > chats {
		return "c" + strconv.Itoa(peer-chats)
	}
	return strconv.Itoa(peer)
}

// refPattern reads a ref: kind, owner, item, mark, reply.
var refPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(wall|photo|video|market|topic|im)(-?\d{1,18})_(-?\d{1,18})(?:_([rc]?)(\d{1,18}))?$`)
})

// parseRef reads a remote id.
func parseRef(id string) (ref, bool) {
	m := refPattern().FindStringSubmatch(id)
	if m == nil {
		return ref{}, false
	}
	num := func(s string) int {
		n, _ := strconv.Atoi(s) // digits alone, or nothing
		return n
	}
	r := ref{kind: m[1], owner: num(m[2]), item: num(m[3]), reply: num(m[5]), chat: m[4] == "c"}
	return r, r.String() == strings.TrimSpace(id) && r.owner != 0 && r.item != 0
}
