package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store/clean"
)

// DefaultServer is where Telegram itself answers. A Bot API server of one's own
// speaks the same language at another address.
const DefaultServer = "https://api.telegram.org"

// api makes the calls of one bot.
type api struct {
	http  *httpx.Client
	base  *url.URL // without a slash at the end of the path
	token string
}

// baseURL reads the address of a Bot API server; empty is Telegram's own.
func baseURL(server string) (*url.URL, error) {
	return connectors.BaseURL(cmp.Or(strings.TrimSpace(server), DefaultServer), DefaultServer)
}

// validToken tells whether a token is of the form that @BotFather gives:
// 123456:letters. It becomes part of an address.
func validToken(token string) bool {
	number, rest, ok := strings.Cut(token, ":")
	return ok && number != "" && strings.Trim(number, "0123456789") == "" && len(rest) > 4 &&
		!strings.ContainsFunc(rest, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
		})
}

// at is the address of a method.
func (a *api) at(method string, query url.Values) string {
	u := a.base.JoinPath("bot"+a.token, method)
	u.RawQuery = query.Encode()
	return u.String()
}

// get calls a method that changes nothing here or there.
func (a *api) get(ctx context.Context, op, method string, query url.Values, v any) error {
	resp, err := a.http.Do(ctx, httpx.Request{Op: op, Method: http.MethodGet, URL: a.at(method, query)})
	if resp == nil {
		return err
	}
	_, err = a.judge(call{op: op}, resp.Body, err, v)
	return err
}

// call says what is being done, for the words of its faults.
type call struct {
	op string
	// write is true for a send: a refusal is about this one message, not about
	// the account.
	write bool
}

// post calls a method that sends something, once and never again. moved is
// the new number of a group that has become a supergroup meanwhile.
func (a *api) post(ctx context.Context, c call, method, contentType string, body io.Reader, size int64, v any) (moved int64, err error) {
	resp, err := a.http.Once(ctx, httpx.Once{
		Op: c.op, Method: http.MethodPost, URL: a.at(method, nil), Header: http.Header{"Content-Type": {contentType}}, Body: body, Size: size,
	})
	if resp == nil || err != nil && resp.Status < 400 {
		return 0, err
	}
	return a.judge(c, resp.Body, err, v)
}

// alien is the fault of an answer that is not the Bot API's.
func (a *api) alien(op string, err error) error {
	return &fault.Fault{
		Kind: fault.Transient, Op: op, Err: err,
		What: a.base.Hostname() + " answers in something that is not the Bot API of Telegram; check the address given with --api",
	}
}

// judge reads the envelope of an answer; err is what its status means.
func (a *api) judge(c call, raw []byte, err error, v any) (moved int64, _ error) {
	if errors.Is(err, context.Canceled) {
		return 0, err
	}
	var r reply
	parsed := json.Unmarshal(raw, &r)
	said := parsed == nil && !r.OK && (r.ErrorCode != 0 || r.Description != "")
	switch {
	case said:
		return r.Parameters.MigrateTo, a.refusal(c, r, err)
	case err != nil:
		f := *fault.Of(err)
		if c.write && f.Kind == fault.Gone {
			f.Kind = fault.Permanent
		}
		if c.write && (f.Kind == fault.Limited || f.Kind == fault.Permanent || f.Kind == fault.Unauthorized) {
			f.Unsent = true
		}
		return 0, &f
	case parsed != nil || !r.OK:
		return 0, a.alien(c.op, parsed)
	case v == nil:
		return 0, nil
	}
	if bad := json.Unmarshal(r.Result, v); bad != nil {
		return 0, a.alien(c.op, bad)
	}
	return 0, nil
}

// refusal makes a fault of what the Bot API says itself, with what to do.
func (a *api) refusal(c call, r reply, err error) error {
	f := &fault.Fault{Kind: fault.Permanent, Op: c.op, Unsent: r.ErrorCode < 500}
	var asked time.Duration // by the header of the answer
	if err != nil {
		asked = fault.Of(err).RetryAfter
	}
	words := clean.Line(a.http.Redact(r.Description), maxWords)
	low := strings.ToLower(words)
	switch {
	case r.Parameters.MigrateTo != 0:
		f.What = "this group has become a supergroup, which has another number: connect the account again with --chat " + id(r.Parameters.MigrateTo)
	case r.ErrorCode == http.StatusTooManyRequests:
		f.Kind, f.RetryAfter = fault.Limited, max(time.Duration(min(r.Parameters.RetryAfter, maxRetry))*time.Second, asked)
		f.What = a.base.Hostname() + " asks us to slow down"
	case r.ErrorCode >= 500:
		f.Kind, f.RetryAfter, f.What = fault.Transient, asked, a.base.Hostname()+" is in trouble: "+words
	case r.ErrorCode == http.StatusUnauthorized, r.ErrorCode == http.StatusNotFound && !c.write:
		f.Kind = fault.Unauthorized
		f.What = "Telegram does not know this token; it was revoked, or a letter is missing: ask @BotFather for it with /token"
	case r.ErrorCode == http.StatusConflict:
		f.Kind, f.RetryAfter, f.What = fault.Transient, conflictWait, conflict(low)
	case !c.write && r.ErrorCode == http.StatusForbidden:
		f.Kind, f.What = fault.Unauthorized, "Telegram does not allow the bot this: "+words
	default:
		f.What = explained(words, low)
	}
	return f
}

// maxRetry caps the wait that an answer may ask for, in seconds: a day.
const maxRetry = 86_400

// conflictWait is how long we leave the bot to another program before we look
// again.
const conflictWait = 30 * time.Second

// conflict tells who else takes this bot's messages, and what to do.
func conflict(low string) string {
	if strings.Contains(low, "webhook") {
		return "a webhook of another program takes the messages of this bot; end it there (deleteWebhook), or make a bot of its own for earshot with @BotFather"
	}
	return "another program reads the messages of this bot, too, and each takes them from the other; stop that one, or make a bot of its own for earshot with @BotFather"
}

// explained says what a refusal of Telegram's means for whoever wrote.
func explained(words, low string) string {
	for _, k := range []struct{ part, what string }{
		{"blocked by the user", "this person has blocked the bot; they have to unblock it before they can be answered"},
		{"user is deactivated", "this person's account does not exist any more"},
		{"can't initiate conversation", "a bot may not write first; this person has to write to it once"},
		{"bot was kicked", "the bot was removed from this chat; somebody has to add it again"},
		{"bot is not a member", "the bot is not in this chat; add it there, in a channel as an administrator"},
		{"not enough rights", "the bot may not write here; make it an administrator, or allow it to send messages"},
		{"need administrator rights", "the bot may not write here; make it an administrator"},
		{"have no rights to send", "the bot may not write here; somebody has to allow it to send messages"},
		{"business_connection_invalid", "the bot is not connected to this business account any more, or anew; answer in Telegram, or a message that comes later"},
		{"business_peer_usage_missing", "this person has not written to the business account lately; write to them in Telegram itself"},
		{"business connection not found", "the bot is not connected to this business account any more; connect it again in Telegram: Settings, Telegram Business, Chatbots"},
		{"chat not found", "Telegram does not know this chat; the bot has to be in it, and a public one is named like @channel"},
		{"message to be replied not found", "the message that this answers has been deleted"},
		{"message to reply not found", "the message that this answers has been deleted"},
		{"message thread not found", "the topic that this answers has been deleted"},
		{"topic_closed", "this topic is closed"},
		{"message is too long", "the text is too long for Telegram; it takes 4096 characters, 1024 with a file"},
		{"caption is too long", "the text is too long for Telegram; with a file it takes 1024 characters"},
	} {
		if strings.Contains(low, k.part) {
			return k.what
		}
	}
	if words == "" {
		return "Telegram refuses this and gives no reason"
	}
	return "Telegram refuses: " + words
}

// maxWords caps what is shown of Telegram's own words, in bytes.
const maxWords = 400
