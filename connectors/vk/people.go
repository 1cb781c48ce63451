package vk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"
	"github.com/SevereCloud/vksdk/v2/object"

	"earshot/connectors/fault"
	"earshot/connectors/plain"
	"earshot/store"
)

// What is asked of people and communities, and how many at once.
const (
	userFields  = "screen_name,domain,photo_100,photo_200,followers_count,city,country,site,status,about,verified,connections"
	groupFields = "screen_name,description,members_count,city,site,verified,photo_200"
	userBatch   = 1000
	groupBatch  = 500
)

// people knows who is behind the numbers, and asks VK for those it does not
// know yet, many at once.
type people struct {
	api *caller
	now func() time.Time

	mu    sync.Mutex
	known map[int]person
}

// person is what VK said of somebody, and when.
type person struct {
	store.Author
	at time.Time
}

// fresh is how long an answer holds; maxKnown caps how many are kept.
const (
	fresh    = time.Hour
	maxKnown = 20_000
)

// name fills in the authors of mentions.
func (p *people) name(ctx context.Context, list []*store.Mention) error {
	var users, groups []int
	for _, m := range list {
		id, _ := strconv.Atoi(m.Author.ID) // 0 is asked for by nobody
		switch {
		case p.has(id):
		case id > 0 && !slices.Contains(users, id):
			users = append(users, id)
		case id < 0 && !slices.Contains(groups, -id):
			groups = append(groups, -id)
		}
	}
	for part := range slices.Chunk(users, userBatch) {
		if err := p.askUsers(ctx, part); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(groups, groupBatch) {
		if err := p.askGroups(ctx, part); err != nil {
			return err
		}
	}
	for _, m := range list {
		id, _ := strconv.Atoi(m.Author.ID) // as above
		m.Author = p.author(id)
	}
	return nil
}

func (p *people) has(id int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.known[id]
	return ok && p.now().Sub(known.at).Abs() < fresh
}

// author is somebody as far as they are known.
func (p *people) author(id int) store.Author {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.known[id]; ok {
		return known.Author
	}
	return bare(id)
}

// learn keeps what VK said; of those it said nothing about it keeps the number.
func (p *people) learn(asked []int, found map[int]store.Author) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known)+len(asked) > maxKnown {
		clear(p.known)
	}
	for _, id := range asked {
		who, ok := found[id]
		if !ok {
			who = bare(id)
		}
		p.known[id] = person{who, p.now()}
	}
}

// askUsers asks for people. A refusal leaves them with their numbers: that VK
// does not show somebody is no reason to lose what they said.
func (p *people) askUsers(ctx context.Context, ids []int) error {
	var list []object.UsersUser
	err := p.api.call(ctx, "look who wrote", "users.get", api.Params{"user_ids": commas(ids), "fields": userFields}, &list)
	if err != nil && !fault.Is(err, fault.Permanent) {
		return err
	}
	found := map[int]store.Author{}
	for i := range list {
		if list[i].ID > 0 {
			found[list[i].ID] = ofUser(&list[i])
		}
	}
	p.learn(ids, found)
	return nil
}

// askGroups asks for communities.
func (p *people) askGroups(ctx context.Context, ids []int) error {
	var groups []object.GroupsGroup
	err := p.api.call(ctx, "look who wrote", "groups.getById", api.Params{"group_ids": commas(ids), "fields": groupFields}, &groups)
	if err != nil && !fault.Is(err, fault.Permanent) {
		return err
	}
	found, asked := map[int]store.Author{}, []int{}
	for i := range groups {
		if groups[i].ID > 0 {
			found[-groups[i].ID] = ofGroup(&groups[i])
		}
	}
	for _, id := range ids {
		asked = append(asked, -id)
	}
	p.learn(asked, found)
	return nil
}

// commas writes numbers as VK takes them: "1,2,3".
func commas(ids []int) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = strconv.Itoa(id)
	}
	return strings.Join(parts, ",")
}

// authorID is the id of a person, or with a minus of a community.
func authorID(id int) string { return strconv.Itoa(id) }

// bare is somebody of whom only the number is known.
func bare(id int) store.Author {
	name := fmt.Sprintf("id%d", id)
	if id < 0 {
		name = fmt.Sprintf("club%d", -id)
	}
	return store.Author{ID: authorID(id), Handle: name, URL: page(name)}
}

// page is the address of a page on VK by its name.
func page(name string) string { return "https://vk.com/" + name }

// short takes over the name of a page in addresses, or makes it of the number.
func short(id int, names ...string) string {
	for _, n := range names {
		if n != "" && len(n) <= 64 && !strings.ContainsFunc(n, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '.'
		}) {
			return n
		}
	}
	return bare(id).Handle
}

// ofUser describes a person.
func ofUser(u *object.UsersUser) store.Author {
	handle := short(u.ID, u.ScreenName, u.Domain)
	var bio []string
	for _, line := range []string{u.About, u.Status, u.Site} {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(bio, line) {
			bio = append(bio, line)
		}
	}
	name := strings.TrimSpace(u.FirstName + " " + u.LastName)
	if u.Deactivated != "" && name == "DELETED" {
		name = ""
	}
	return store.Author{
		ID: authorID(u.ID), Handle: handle, Name: plain.Cut(name, maxName), URL: page(handle), Bio: plain.Cut(strings.Join(bio, "\n"), maxText),
		Avatar: plain.Address(cmp.Or(u.Photo200, u.Photo100)), Followers: max(u.FollowersCount, 0), Verified: bool(u.Verified),
		Location: plain.Cut(strings.Trim(u.City.Title+", "+u.Country.Title, ", "), maxName),
	}
}

// ofGroup describes a community.
func ofGroup(g *object.GroupsGroup) store.Author {
	handle := short(-g.ID, g.ScreenName)
	return store.Author{
		ID: authorID(-g.ID), Handle: handle, Name: plain.Cut(g.Name, maxName), URL: page(handle),
		Bio: plain.Cut(strings.TrimSpace(g.Description+"\n"+g.Site), maxText), Avatar: plain.Address(cmp.Or(g.Photo200, g.Photo100)),
		Followers: max(g.MembersCount, 0), Verified: bool(g.Verified), Location: plain.Cut(g.City.Title, maxName),
	}
}
