package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/plain"
	"earshot/store"
	"earshot/store/clean"
	"earshot/store/desk"
)

// The abilities that a bot may lack beside those of every network; each reason
// stands in Account.Lacks.
const (
	AbilityGroups    = "groups"    // to hear all that is said in a group
	AbilitySearch    = "search"    // to find what is said elsewhere
	AbilityHistory   = "history"   // to read what was said before
	AbilityDeletions = "deletions" // to be told what was taken back
	AbilityPost      = "new posts" // to write without being asked
)

// Setup says how a Telegram bot is asked for.
func Setup() connectors.Network {
	return connectors.Network{
		Title: "Telegram bot",
		About: "messages to a bot, its groups and channels, with comments; answers and posts",
		Key:   "t",
		Needs: []string{
			"A bot of its own: write /newbot to @BotFather in Telegram and copy the token, which looks like 123456:ABC-def. No other program may read the same bot.",
			"To hear groups, add the bot to them. It hears only what names or answers it, until @BotFather's /setprivacy is set to Disable and the bot is added to the group again. Watch words filter nothing: a bot hears the chats it is in, and no others.",
			"To hear and answer what is written to a person's or a shop's own account, switch on the bot's Business Mode (@BotFather, /mybots, Bot Settings) and connect it to that account: Settings, Telegram Business, Chatbots.",
			"To hear a channel and to post there, make the bot its administrator with the right to post; for the comments, add it to the group that discusses the channel.",
		},
		Fields: []connectors.Field{
			{Name: SecretToken, Label: "token of the bot", Hint: "123456:ABC-def", Doc: "the `TOKEN` that @BotFather gave the bot", Secret: true},
			{Name: SettingChat, Label: "new posts go to", Hint: "@channel; empty = it only answers", Doc: "where new posts go: `CHAT` is @channel or the number of a chat", Optional: true},
			{Name: SettingPreviews, Label: "previews of links", Hint: "on or off", Doc: "show previews of links in what is sent: `on|off`", Default: "on", Hidden: true},
		},
		Describe: describe,
		New:      New,
	}
}

func describe(g connectors.Given) (store.Account, map[string]string, error) {
	token := g.One(SecretToken)
	if !validToken(token) {
		return store.Account{}, nil, errors.New("this is no token of a bot: one looks like 123456:ABC-def; write /newbot to @BotFather, or /token for a bot that there is")
	}
	base, err := baseURL(g.One("api"))
	if err != nil {
		return store.Account{}, nil, err
	}
	a := store.Account{Network: Network, Name: g.One("name"), Server: base.String(), Settings: map[string]string{}}
	if chat := g.One(SettingChat); chat != "" {
		if !strings.HasPrefix(chat, "@") && number64(chat) == 0 {
			return a, nil, fmt.Errorf("%q is no chat: a channel is named like @channel, a private one by its number", chat)
		}
		a.Settings[SettingChat] = chat
	}
	switch p := g.One(SettingPreviews); p {
	case "", "on":
	case "off":
		a.Settings[SettingPreviews] = p
	default:
		return a, nil, fmt.Errorf("previews are on or off, not %q", p)
	}
	return a, map[string]string{SecretToken: token}, nil
}

// Check proves the token and finds out what the bot may do.
func (c *Connector) Check(ctx context.Context) (connectors.Profile, error) {
	var me user
	if err := c.get(ctx, "check the bot", "getMe", nil, &me); err != nil {
		return connectors.Profile{}, err
	}
	if me.ID <= 0 || me.Username == "" {
		return connectors.Profile{}, c.alien("check the bot", nil)
	}
	p := connectors.Profile{
		RemoteID: id(me.ID), Handle: me.Username, Title: me.FirstName, Server: c.base.String(),
		Can: []string{desk.AbilityRead, desk.AbilityLive, desk.AbilitySend},
		Lacks: map[string]string{
			AbilitySearch:       "a bot hears only the chats it is in; watch words filter nothing",
			AbilityHistory:      "Telegram gives a bot nothing from before it joined, and keeps what earshot did not fetch for a day",
			AbilityDeletions:    "Telegram tells bots of edits, not of deletions, but for those in a business account",
			desk.AbilityThreads: "Telegram gives bots no discussions as a whole; they grow from what is heard",
		},
		Limits: store.Limits{Chars: maxText, Media: maxFiles, MediaBytes: maxFileBytes},
	}
	if !me.CanReadAll {
		p.Lacks[AbilityGroups] = "it reads only mentions and replies in groups: ask @BotFather /setprivacy, choose Disable, and add the bot to the group again"
	}
	if !me.CanJoinGroups {
		p.Lacks[AbilityGroups] = "it may not be added to groups: ask @BotFather /setjoingroups"
	}
	var hook webhookInfo
	if err := c.get(ctx, "check the bot", "getWebhookInfo", nil, &hook); err != nil {
		return connectors.Profile{}, err
	}
	if hook.URL != "" {
		return connectors.Profile{}, fault.New(fault.Permanent, "check the bot", "%s (%s)", conflict("webhook"), host(hook.URL))
	}
	why, err := c.mayPost(ctx, me.ID)
	if err != nil {
		return connectors.Profile{}, err
	}
	if why != "" {
		p.Lacks[AbilityPost] = why
	}
	return p, nil
}

// host is the server of an address, as something to show.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return "at an address that cannot be read"
	}
	return "at " + clean.Line(u.Hostname(), 100)
}

// mayPost tells why new posts cannot go out; "" = they can.
func (c *Connector) mayPost(ctx context.Context, me int64) (why string, err error) {
	to := c.account.Settings[SettingChat]
	if to == "" {
		return "no channel was named; connect it again with --chat @channel", nil
	}
	const op = "check the channel"
	var ch chat
	err = c.get(ctx, op, "getChat", url.Values{"chat_id": {to}}, &ch)
	if fault.Is(err, fault.Permanent) {
		return "", err // there is no such channel: a typing error, to be told now
	}
	if err != nil {
		return "", err
	}
	var m member
	err = c.get(ctx, op, "getChatMember", url.Values{"chat_id": {id(ch.ID)}, "user_id": {id(me)}}, &m)
	if err != nil && !fault.Is(err, fault.Permanent) {
		return "", err
	}
	name := clean.Line(title(&ch), 64)
	switch {
	case err != nil, !m.present():
		return "the bot is not in " + name + "; add it there, in a channel as an administrator", nil
	}
	return m.mute(&ch), nil
}

// Profile tells what Telegram says of a person or chat now: whom the bot has
// met (getChat).
func (c *Connector) Profile(ctx context.Context, who store.Identity) (f desk.Findings, known bool, err error) {
	if number64(who.Author.ID) == 0 {
		return f, false, nil
	}
	var ch chat
	err = c.get(ctx, "look up profile", "getChat", url.Values{"chat_id": {who.Author.ID}}, &ch)
	if fault.Is(err, fault.Permanent) {
		return f, false, nil
	}
	if err != nil {
		return f, false, err
	}
	if id(ch.ID) != who.Author.ID {
		return f, false, nil
	}
	a := chatAuthor(&ch, "")
	a.Bio = plain.Cut(ch.Bio, maxBody)
	if ch.Bio == "" {
		a.Bio = plain.Cut(ch.About, maxBody)
	}
	f.Author = &a
	return f, true, nil
}
