package vk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/SevereCloud/vksdk/v2/api"
	"github.com/SevereCloud/vksdk/v2/events"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// What a token may be unable to do besides the desk's own abilities.
const (
	// AbilitySearch is finding posts by words; Account.Watch needs it.
	AbilitySearch = "search"
	// AbilityPublish is posting on the community's wall.
	AbilityPublish = "publish"
	// AbilityPast is reading the wall and the discussions of the time before the
	// account was connected, and of long pauses.
	AbilityPast = "past"
	// AbilityMessages is reading and answering messages to the community.
	AbilityMessages = "messages"
)

// limits are what VK takes: a message of 4096 characters (posts may be longer),
// ten attachments, pictures of 50 MB.
func limits() store.Limits { return store.Limits{Chars: 4096, Media: 10, MediaBytes: 50 << 20} }

// Check proves the tokens and finds out what they can do.
func (c *Connector) Check(ctx context.Context) (connectors.Profile, error) {
	me, err := c.ask(ctx)
	if err != nil {
		return connectors.Profile{}, err
	}
	c.who.Lock()
	c.me = me
	c.who.Unlock()
	p := connectors.Profile{
		RemoteID: authorID(cmp.Or(me.id, -me.group)), Handle: me.handle, Title: cmp.Or(me.title, me.handle, "VK search"),
		Server: c.base.String(), Lacks: map[string]string{}, Limits: limits(),
	}
	note := func(ability, why string) {
		if why == "" {
			p.Can = append(p.Can, ability)
		} else {
			p.Lacks[ability] = why
		}
	}
	note(AbilitySearch, c.can("newsfeed.search"))
	live, err := c.canHear(ctx, me)
	if err != nil {
		return connectors.Profile{}, err
	}
	note(desk.AbilityLive, live)
	note(desk.AbilityRead, c.canRead(me, live))
	note(desk.AbilitySend, c.canSend(me))
	for ability, need := range map[string]struct{ method, right string }{
		AbilityPublish: {"wall.post", rightWall}, AbilityPast: {"wall.get", ""}, AbilityMessages: {"messages.send", rightMessages},
	} {
		note(ability, cmp.Or(c.can(need.method), me.rights[need.right]))
	}
	stats := cmp.Or(c.can("stats.get"), me.rights[rightStats])
	if me.group == 0 {
		stats = noCommunity
	}
	note(desk.AbilityInsights, stats)
	slices.Sort(p.Can)
	return p, nil
}

// canRead tells why nothing can be read at all.
func (c *Connector) canRead(me *self, live string) string {
	if live == "" || c.can("newsfeed.search") == "" {
		return ""
	}
	return live
}

// canSend tells why nothing can be answered.
func (c *Connector) canSend(me *self) string {
	if why := (pen{c, me}).speechless(); why != "" {
		return why
	}
	if me.rights[rightMessages] != "" && me.rights[rightWall] != "" {
		return "the token may neither write messages nor comments; make a new one with the permissions messages and wall"
	}
	return ""
}

// heard are the events we want to hear of.
func heard() []string {
	return []string{
		events.EventMessageNew, events.EventMessageReply, events.EventMessageEdit, events.EventWallPostNew, events.EventWallRepost,
		events.EventWallReplyNew, events.EventWallReplyEdit, events.EventWallReplyRestore, events.EventWallReplyDelete,
		events.EventBoardPostNew, events.EventBoardPostEdit, events.EventBoardPostRestore, events.EventBoardPostDelete,
		events.EventPhotoCommentNew, events.EventPhotoCommentEdit, events.EventPhotoCommentRestore, events.EventPhotoCommentDelete,
		events.EventVideoCommentNew, events.EventVideoCommentEdit, events.EventVideoCommentRestore, events.EventVideoCommentDelete,
		events.EventMarketCommentNew, events.EventMarketCommentEdit, events.EventMarketCommentRestore, events.EventMarketCommentDelete,
	}
}

// canHear tells why events do not come by themselves. Events that are switched
// off in the community are switched on; nothing else there is changed.
func (c *Connector) canHear(ctx context.Context, me *self) (why string, err error) {
	switch {
	case me.group == 0:
		return "a search is read from time to time; give a community with --group to hear it live", nil
	case !me.admin:
		return "the token is not that of an administrator of the community, so it is read from time to time", nil
	}
	err = c.switchOn(ctx, me)
	if err == nil {
		_, err = c.join(ctx, me)
	}
	if fault.Is(err, fault.Permanent) {
		return strings.TrimPrefix(fault.Of(err).What, listenOp+": "), nil
	}
	return "", err
}

// switchOn switches on the events that we need. A token without the right to do
// so has to do with those that are on.
func (c *Connector) switchOn(ctx context.Context, me *self) error {
	var now struct {
		Enabled bool            `json:"is_enabled"`
		Version string          `json:"api_version"`
		Events  map[string]bool `json:"events"`
	}
	err := c.call(ctx, listenOp, "groups.getLongPollSettings", api.Params{"group_id": me.group}, &now)
	if err == nil {
		wish := api.Params{"group_id": me.group}
		if !now.Enabled || now.Version == "" {
			wish["enabled"], wish["api_version"] = true, api.Version
		}
		for _, e := range heard() {
			if !now.Events[e] {
				wish[e] = true
			}
		}
		if len(wish) == 1 {
			return nil
		}
		err = c.call(ctx, listenOp, "groups.setLongPollSettings", wish, nil)
	}
	if err != nil && fault.Is(err, fault.Permanent) && told(err) {
		c.log.Info("events of the community cannot be switched on; those that are on will do", "why", err)
		return nil
	}
	return err
}
