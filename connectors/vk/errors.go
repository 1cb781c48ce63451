package vk

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
	"earshot/store/clean"
)

// meaning is what a code of VK's means for whoever asked or wanted to send.
type meaning struct {
	kind  fault.Kind
	words string
	wait  time.Duration // before it is tried again; VK names no times
	// unsure is true where VK broke in the middle: it may have been done.
	unsure bool
}

// refusal says in plain words what VK refuses, and what helps. A code that VK's
// schema does not name is a refusal of this very thing, in VK's own words.
// Source: dev.vk.com/ru/reference/errors and the errors of VK's schema.
func (c *caller) refusal(op, method string, e *api.Error) error {
	m, ok := meaningOf(e.Code)
	if !ok {
		m = meaning{kind: fault.Permanent, words: "VK refuses: " + cmp.Or(c.words(e.Message), "no reason given")}
	}
	switch e.Code {
	case api.ErrCaptcha, api.ErrRecaptcha:
		m = c.captcha(method, e)
	case api.ErrAuthValidation:
		m.words = "VK wants to be sure that it is you: open " + c.address(e.RedirectURI) + ", and connect the account again with the token that you get there"
	}
	return &fault.Fault{
		Kind: m.kind, Op: op, Err: e, Unsent: !m.unsure, RetryAfter: m.wait, What: fmt.Sprintf("%s (error %d)", m.words, e.Code),
	}
}

// captcha asks a person. A reading waits; what was to be sent is handed back.
func (c *caller) captcha(method string, e *api.Error) meaning {
	m := meaning{kind: fault.Limited, wait: personWait, words: "VK wants to see that a person is at work (a captcha): open " +
		c.address(cmp.Or(e.RedirectURI, e.CaptchaImg)) + " as the owner of the token, write something there by hand, and try again"}
	if writes(method) {
		m.kind = fault.Permanent
	}
	return m
}

// writes tells whether a method leaves something behind that others see.
func writes(method string) bool {
	switch method {
	case "messages.send", "wall.post", "board.createComment",
		commentMethod(kindWall), commentMethod(kindPhoto), commentMethod(kindVideo), commentMethod(kindMarket):
		return true
	}
	return false
}

// address shows an address of VK's, or says where else to look.
func (c *caller) address(s string) string {
	if len(s) > maxURL || !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return "https://vk.com"
	}
	return clean.Line(s, maxURL)
}

// maxWords caps what is shown of VK's own words, in bytes.
const maxWords = 400

// words makes VK's own words fit for a message.
func (c *caller) words(s string) string { return clean.Line(c.http.Redact(s), maxWords) }
