package vk

import (
	"errors"
	"strings"

	"earshot/connectors"
	"earshot/store"
)

// Setup tells how an account of this network is asked for.
func Setup() connectors.Network {
	return connectors.Network{
		Title: "VK community", Key: "v",
		About: "messages, comments, posts and discussions of a community, live; answers, posts and searches",
		Needs: []string{
			"The community's token hears and answers: Manage, API usage, Access tokens; allow messages, wall, photos and management, and switch the Long Poll API on there.",
			"A second token is optional: an administrator's (wall, photos, groups, stats, offline) publishes, reads the past and the statistics; it, or an application's service token, searches.",
		},
		Fields: []connectors.Field{
			{Name: SecretToken, Label: "token", Hint: "vk1.a.…", Doc: "access `TOKEN` of the community (or of a user, or of an application)", Secret: true},
			{Name: SettingGroup, Label: "community", Hint: "number or short name; empty = the token's own", Doc: "the community: `ID` is its number, its short name or its address", Optional: true},
			{Name: "user-token", Label: "second token", Hint: "optional: a user's or a service token", Doc: "a second `TOKEN`, a user's or a service token: for search, the past, and posts", Secret: true, Optional: true},
			{Name: "watch", Label: "watch", Hint: "acme fridge, #acme", Doc: "`WORDS` to search all of VK for", Many: true, Optional: true},
		},
		Describe: describe, New: New,
	}
}

// describe makes the account of what was given.
func describe(g connectors.Given) (store.Account, map[string]string, error) {
	token, second := g.One(SecretToken), g.One("user-token")
	for _, t := range []string{token, second} {
		if strings.ContainsAny(t, " \t\r\n") || strings.Contains(t, "access_token=") {
			return store.Account{}, nil, errors.New("this is no token: copy only what stands behind access_token=, up to the next &")
		}
	}
	base, err := baseURL(g.One("api"))
	if err != nil {
		return store.Account{}, nil, err
	}
	a := store.Account{Server: base.String(), Watch: g.All("watch"), Settings: map[string]string{}}
	if group := groupName(g.One(SettingGroup)); group != "" {
		a.Settings[SettingGroup] = group
	}
	secrets := map[string]string{SecretToken: token}
	if second != "" {
		secrets[SecretExtra] = second
	}
	return a, secrets, nil
}
