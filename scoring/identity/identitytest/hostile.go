package identitytest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Hostile are the ways in which other data may be harder than those at hand: what
// one person has alone here is shared, copied or handed on there. Nobody whom a
// variant adds is the person they resemble.
func Hostile() []Variant {
	return []Variant{
		{"impostors who copy city and site", false, thieves},
		{"one mailbox a couple", false, couples},
		{"fathers and sons", false, sons},
		{"handles taken over", false, takenOver},
		{"numbers handed on", false, handedOn},
		{"namesakes in one town", false, namesakes},
		{"pictures of one club", false, club},
		{"one number and one address an office", false, offices},
	}
}

var networks = [...]string{"vk", "telegram", "mastodon", "bluesky"}

// elsewhere is another network than this.
func elsewhere(c *rand.Rand, network string) string {
	for {
		if n := networks[c.IntN(len(networks))]; n != network {
			return n
		}
	}
}

// beside adds to every so many of a list somebody who resembles them.
func beside(c *rand.Rand, list []Labelled, every int, impostor bool, make func(r Labelled) (Labelled, bool)) []Labelled {
	for _, r := range list[:len(list):len(list)] {
		if r.Impostor || c.IntN(every) > 0 {
			continue
		}
		other, ok := make(r)
		if !ok {
			continue
		}
		other.ID, other.Person, other.Impostor = fmt.Sprint("x", len(list), "of", r.ID), "beside "+r.Person, impostor
		list = append(list, other)
	}
	return list
}

// thieves copy all that can be seen: name, picture, city and site; the handle they
// want is taken.
func thieves(c *rand.Rand, list []Labelled) []Labelled {
	return beside(c, list, 8, true, func(r Labelled) (Labelled, bool) {
		if r.Handle == "" {
			return r, false
		}
		r.Mail, r.Phone, r.Network, r.Handle = "", "", elsewhere(c, r.Network), copied(c, r.Handle)
		return r, true
	})
}

// called gives somebody the first name of anybody in the list, with their own last
// name.
func called(c *rand.Rand, list []Labelled, r Labelled) (string, bool) {
	own := strings.Fields(r.Name)
	for range 20 {
		if f := strings.Fields(list[c.IntN(len(list))].Name); len(f) == 2 && len(own) == 2 && len([]rune(f[0])) > 2 && f[0] != own[0] && !strings.Contains(f[0], ".") {
			return f[0] + " " + own[1], true
		}
	}
	return "", false
}

// couples share a mailbox and a city, and differ in their first name.
func couples(c *rand.Rand, list []Labelled) []Labelled {
	return beside(c, list, 8, false, func(r Labelled) (Labelled, bool) {
		name, ok := called(c, list, r)
		r.Name, r.Handle, r.Avatar, r.Network = name, strings.ToLower(latinName(strings.ReplaceAll(name, " ", "."))), "", elsewhere(c, r.Network)
		return r, ok && r.Mail != ""
	})
}

// sons have the last name, the city, the site and the number of their fathers, and
// a handle made of the last name.
func sons(c *rand.Rand, list []Labelled) []Labelled {
	return beside(c, list, 8, false, func(r Labelled) (Labelled, bool) {
		name, ok := called(c, list, r)
		if !ok {
			return r, false
		}
		last := strings.ToLower(latinName(strings.Fields(name)[1]))
		r.Name, r.Mail, r.Avatar, r.Network = name, "", "", elsewhere(c, r.Network)
		r.Handle = []string{last, last + fmt.Sprint(60+c.IntN(40)), last + "_" + strings.ToLower(latinName(name))[:1], "family" + last}[c.IntN(4)]
		return r, true
	})
}

// takenOver is a handle that somebody gave up, or never had there: it belongs to
// somebody else on another network, half of whom have no name.
func takenOver(c *rand.Rand, list []Labelled) []Labelled {
	return beside(c, list, 8, false, func(r Labelled) (Labelled, bool) {
		o := list[c.IntN(len(list))]
		if r.Handle == "" || o.Person == r.Person || o.Name == "" {
			return r, false
		}
		o.Handle, o.Mail, o.Phone, o.City, o.Site, o.Avatar, o.Network = r.Handle, "", "", "", "", "", elsewhere(c, r.Network)
		return o, true
	})
}

// handedOn is a number that was given to somebody else.
func handedOn(c *rand.Rand, list []Labelled) []Labelled {
	return beside(c, list, 2, false, func(r Labelled) (Labelled, bool) {
		o := list[c.IntN(len(list))]
		if r.Phone == "" || o.Person == r.Person || o.Impostor {
			return r, false
		}
		o.Phone, o.Mail, o.Handle, o.City, o.Site, o.Avatar = r.Phone, "", "", "", "", ""
		return o, true
	})
}

// namesakes have a name and a city in common with somebody, and a handle made of
// the name, as theirs may be.
func namesakes(c *rand.Rand, list []Labelled) []Labelled {
	return beside(c, list, 8, false, func(r Labelled) (Labelled, bool) {
		f := strings.Fields(strings.ToLower(latinName(r.Name)))
		if len(f) != 2 || len(f[0]) < 2 || strings.ContainsFunc(f[0]+f[1], func(r rune) bool { return r > 0x7f || r == '.' }) {
			return r, false
		}
		r.Handle = []string{f[0] + "." + f[1], f[1] + "_" + f[0], f[0][:1] + f[1], f[1] + fmt.Sprint(60+c.IntN(40)), f[0] + f[1] + fmt.Sprint(c.IntN(10))}[c.IntN(5)]
		r.Mail, r.Phone, r.Site, r.Avatar, r.Network = "", "", "", "", elsewhere(c, r.Network)
		return r, true
	})
}

// club gives many strangers one picture and one site.
func club(c *rand.Rand, list []Labelled) []Labelled {
	for i := range list {
		if c.IntN(6) == 0 {
			list[i].Avatar = []string{"b855c31e109e6ad2", "9e3779b97f4a7c15", "3c6ef372fe94f82b"}[c.IntN(3)]
		}
		if c.IntN(6) == 0 {
			list[i].Site = []string{"club.example", "team.example"}[c.IntN(2)]
		}
	}
	return list
}

// offices give every fourth person, with all they have, the number of one of some
// firms, and its address for everybody, which is a role's in half of the firms and
// a team's in the others. Half of those who have it give no name.
func offices(c *rand.Rand, list []Labelled) []Labelled {
	of := map[string]int{}
	for i := range list {
		r := &list[i]
		if _, known := of[r.Person]; !known {
			if of[r.Person] = -1; c.IntN(4) == 0 && !r.Impostor {
				of[r.Person] = c.IntN(1 + len(list)/40)
			}
		}
		firm := of[r.Person]
		if firm < 0 || c.IntN(2) == 0 {
			continue
		}
		r.Phone = fmt.Sprintf("+7495%07d", 1000+firm)
		if r.Mail == "" && c.IntN(2) == 0 {
			r.Mail = []string{"info", "team"}[firm%2] + fmt.Sprintf("@firm%d.example", firm)
		}
		if c.IntN(2) == 0 {
			r.Name = ""
		}
	}
	return list
}
