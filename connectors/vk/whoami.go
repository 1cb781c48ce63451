package vk

import (
	"context"
	"strings"

	"github.com/SevereCloud/vksdk/v2/api"
	"github.com/SevereCloud/vksdk/v2/object"

	"earshot/connectors/fault"
)

const whoOp = "check the token"

// The permissions of tokens that matter here. A community's are told by name, a
// user's as bits (dev.vk.com/ru/reference/access-rights).
const (
	rightMessages = "messages"
	rightWall     = "wall"
	rightPhotos   = "photos"
	rightManage   = "manage"
	rightStats    = "stats"
)

// userRight is the bit of a permission in account.getAppPermissions.
func userRight(name string) int {
	return map[string]int{rightMessages: 1 << 12, rightWall: 1 << 13, rightPhotos: 1 << 2, rightManage: 1 << 18, rightStats: 1 << 20}[name]
}

// ask finds out what our tokens are, and whose.
func (c *Connector) ask(ctx context.Context) (*self, error) {
	me := &self{rights: map[string]string{}}
	for _, r := range []string{rightMessages, rightWall, rightPhotos, rightManage, rightStats} {
		me.rights[r] = "the token lacks the permission " + r
	}
	q := asker{c.caller, c.account.Settings[SettingGroup]}
	for _, t := range c.tokens {
		if err := q.identify(ctx, t, me); err != nil {
			return nil, err
		}
	}
	return me, q.findGroup(ctx, me)
}

// asker asks for one account; named is the community of the settings.
type asker struct {
	*caller
	named string
}

// identify tells the kind of a token by what it may call: only a community's may
// ask for its own permissions, and only a user's is somebody.
func (c asker) identify(ctx context.Context, t *token, me *self) error {
	var mine object.GroupsTokenPermissions
	err := c.callAs(ctx, t, whoOp, "groups.getTokenPermissions", nil, &mine)
	if err == nil {
		c.learn(t, community)
		for _, p := range mine.Permissions {
			me.rights[p.Name] = ""
		}
		return nil
	}
	// A token of another kind may be called unauthorised for this one method.
	if !told(err) || !fault.Is(err, fault.Permanent) && !fault.Is(err, fault.Unauthorized) {
		return err
	}
	var us []object.UsersUser
	err = c.callAs(ctx, t, whoOp, "users.get", api.Params{"fields": "screen_name,domain"}, &us)
	switch {
	case err == nil && len(us) > 0 && us[0].ID > 0:
		c.learn(t, user)
		me.id, me.title, me.handle = us[0].ID, ofUser(&us[0]).Name, ofUser(&us[0]).Handle
		return c.userRights(ctx, t, me)
	case err != nil && (!fault.Is(err, fault.Permanent) || !told(err)):
		return err
	}
	c.learn(t, service)
	return nil
}

// told tells whether VK itself refused.
func told(err error) bool {
	_, ok := fault.Of(err).Err.(*api.Error) //nolint:errorlint // so refusal makes it
	return ok
}

// userRights reads the permissions of a user's token.
func (c asker) userRights(ctx context.Context, t *token, me *self) error {
	var mask int
	err := c.callAs(ctx, t, whoOp, "account.getAppPermissions", api.Params{"user_id": me.id}, &mask)
	if err != nil && fault.Is(err, fault.Permanent) && told(err) {
		return nil // an old token; what it may not do will be said when it is tried
	}
	for r := range me.rights {
		if mask&userRight(r) != 0 {
			me.rights[r] = ""
		}
	}
	return err
}

// findGroup reads the community: the one of the settings, else the one that the
// token belongs to.
func (c asker) findGroup(ctx context.Context, me *self) error {
	own := c.pick("groups.getTokenPermissions")
	if c.named == "" && own == nil {
		return nil // a search alone
	}
	ask := func(t *token, p api.Params) (*object.GroupsGroup, error) {
		var found []object.GroupsGroup
		p["fields"] = "screen_name,members_count"
		err := c.callAs(ctx, t, whoOp, "groups.getById", p, &found)
		if err == nil && (len(found) == 0 || found[0].ID <= 0) {
			err = fault.New(fault.Transient, whoOp, "%s does not say which community this is", c.base.Hostname())
		}
		if err != nil {
			return nil, err
		}
		return &found[0], nil
	}
	var ours *object.GroupsGroup
	var err error
	if own != nil {
		if ours, err = ask(own, api.Params{}); err != nil {
			return err
		}
	}
	g := ours
	if c.named != "" {
		t := c.pick("groups.getById")
		if g, err = ask(t, api.Params{"group_id": groupName(c.named)}); err != nil {
			return err
		}
	}
	if ours != nil && ours.ID != g.ID {
		return fault.New(fault.Unauthorized, whoOp, "the token belongs to the community %d, not to %s; take the token of that one, and connect it again", ours.ID, c.named)
	}
	me.group, me.title, me.handle = g.ID, ofGroup(g).Name, ofGroup(g).Handle
	me.admin = own != nil || bool(g.IsAdmin)
	if me.admin {
		me.id = -g.ID
	}
	return nil
}

// groupName takes a community as people write it: 123, -123, club123, a short
// name, an address.
func groupName(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.LastIndex(s, "/"); i >= 0 {
		s = s[i+1:]
	}
	s = strings.TrimPrefix(s, "@")
	for _, kind := range []string{"club", "public", "event", "-"} {
		if n, ok := strings.CutPrefix(s, kind); ok && number(n) != "" {
			return n
		}
	}
	return s
}
