package vk

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/SevereCloud/vksdk/v2/api"
	"github.com/SevereCloud/vksdk/v2/object"

	"earshot/store"
	"earshot/store/clean"
	"earshot/store/desk"
)

const profileOp = "look up profile"

// Profile tells what VK says of a person or a community now. Accounts elsewhere
// that people have named in their profile (connections, sites) are facts: VK
// does not say that it has checked them.
func (c *Connector) Profile(ctx context.Context, who store.Identity) (f desk.Findings, known bool, err error) {
	if _, err := c.whoami(ctx); err != nil {
		return f, false, err
	}
	id, err := strconv.Atoi(who.Author.ID)
	if err != nil || id == 0 {
		return f, false, nil
	}
	if id < 0 {
		return c.groupProfile(ctx, -id)
	}
	var list []object.UsersUser
	params := api.Params{"user_ids": id, "fields": userFields + ",contacts,occupation,sex,bdate,home_town"}
	if err := c.call(ctx, profileOp, "users.get", params, &list); err != nil {
		if refused(err, api.ErrParamUserID, api.ErrUserDeleted) {
			return f, false, nil
		}
		return f, false, err
	}
	if len(list) == 0 || list[0].ID != id || list[0].Deactivated != "" {
		return f, false, nil
	}
	u := &list[0]
	now := ofUser(u)
	return desk.Findings{Author: &now, Facts: facts(u), Phone: cmp.Or(u.MobilePhone, u.HomePhone)}, true, nil
}

// groupProfile tells of a community.
func (c *caller) groupProfile(ctx context.Context, id int) (f desk.Findings, known bool, err error) {
	var list []object.GroupsGroup
	if err := c.call(ctx, profileOp, "groups.getById", api.Params{"group_id": id, "fields": groupFields}, &list); err != nil {
		if refused(err, api.ErrParam, api.ErrParamGroupID) {
			return f, false, nil
		}
		return f, false, err
	}
	if len(list) == 0 || list[0].ID != id || list[0].Deactivated != "" {
		return f, false, nil
	}
	now := ofGroup(&list[0])
	f.Author = &now
	add(&f.Facts, "site", list[0].Site)
	return f, true, nil
}

// facts are what people say of themselves beside what Author holds. Accounts
// elsewhere are given as addresses, so that they can be compared.
func facts(u *object.UsersUser) (out []store.Fact) {
	for _, site := range strings.FieldsFunc(u.Site, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '\n' }) {
		add(&out, "site", site)
	}
	add(&out, "twitter", elsewhere("https://twitter.com/", u.Twitter))
	//lint:ignore SA1019 it is what some profiles still hold
	add(&out, "instagram", elsewhere("https://instagram.com/", u.Instagram))
	//lint:ignore SA1019 likewise
	add(&out, "facebook", elsewhere("https://facebook.com/", u.Facebook))
	add(&out, "skype", u.Skype)
	add(&out, "sex", [...]string{1: store.Female, 2: store.Male, 3: ""}[min(max(u.Sex, 0), 3)]) // base_sex of VK's schema
	add(&out, "born", u.Bdate)
	add(&out, "home town", u.HomeTown)
	add(&out, "works at", u.Occupation.Name)
	return out
}

// elsewhere makes the address of an account out of its name.
func elsewhere(base, name string) string {
	name = strings.TrimPrefix(strings.TrimSpace(name), "@")
	if name == "" || strings.ContainsAny(name, " /?#") {
		return ""
	}
	return base + name
}

func add(list *[]store.Fact, name, value string) {
	if value = clean.Line(value, maxName); value != "" {
		*list = append(*list, store.Fact{Name: name, Value: value})
	}
}
