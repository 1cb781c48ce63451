package contacts

import (
	"strconv"
	"strings"

	"earshot/store"
)

// card is one card on its way to identities.
type card struct {
	main   builder
	set    *charset
	mails  []string
	social []social
}

// social is an account that a card names.
type social struct{ network, handle, url string }

func (c *card) take(p prop) {
	b := &c.main
	switch p.name {
	case "UID":
		b.set(column{asID, "uid"}, strings.TrimPrefix(plain(p.value), "urn:uuid:"))
	case "FN":
		first(&b.p.Author.Name, line(plain(p.value), maxValue))
	case "N":
		n := append(parts(p.value, ';'), "", "")
		first(&b.last, line(n[0], maxValue))
		first(&b.first, line(n[1], maxValue))
	case "NICKNAME":
		nick, _, _ := strings.Cut(plain(p.value), ",")
		b.set(column{asHandle, "nickname"}, nick)
	case "EMAIL":
		v := strings.TrimPrefix(line(plain(p.value), maxValue), "mailto:")
		if p.has("pref") || p.param("pref") == "1" {
			c.mails = append([]string{v}, c.mails...)
		} else {
			c.mails = append(c.mails, v)
		}
	case "TEL":
		b.set(column{asPhone, "phone"}, plain(p.value))
	case "PHOTO":
		b.set(column{asAvatar, "photo"}, plain(p.value))
	case "CATEGORIES":
		for _, tag := range parts(p.value, ',') {
			b.tag(tag)
		}
	case "ADR":
		c.address(parts(p.value, ';'))
	case "URL", "IMPP", "X-SOCIALPROFILE":
		c.account(p)
	default:
		c.fact(p)
	}
}

// fact keeps what else an address book knows of a person.
func (c *card) fact(p prop) {
	name := map[string]string{"ORG": "company", "TITLE": "title", "ROLE": "role", "BDAY": "dob", "NOTE": "note", "LANG": "lang"}[p.name]
	if name == "" {
		return
	}
	c.main.fact(name, strings.Join(strings.FieldsFunc(strings.Join(parts(p.value, ';'), "; "), func(r rune) bool { return r == '\n' }), " "))
}

func (c *card) address(a []string) {
	if len(a) > 3 {
		first(&c.main.p.Author.Location, line(a[3], maxValue))
	}
	if len(a) > 6 {
		c.main.fact("country", a[6])
	}
}

// account takes an account: https://vk.com/anna, xmpp:anna@example.org.
func (c *card) account(p prop) {
	v := line(plain(p.value), maxValue)
	network := p.param("type")
	if p.param("x-service-type") != "" {
		network = p.param("x-service-type")
	}
	network = Network(network)
	user := handle(p.param("x-user"))
	if p.name == "URL" {
		network, user = "", ""
	}
	if host, name := profile(v); name != "" && (p.name != "URL" || host != "") {
		if host != "" {
			network = host
		}
		if user == "" {
			user = name
		}
	}
	if user = handle(user); user != "" && store.ValidNetwork(network) && network != "work" && network != "home" && len(c.social) < maxBeside {
		c.social = append(c.social, social{network, user, v})
		return
	}
	c.main.set(column{asURL, strings.ToLower(strings.TrimPrefix(p.name, "X-"))}, v)
}

// profile finds the network and the handle in the address of a profile; network
// is empty where the host is not one of the large ones.
func profile(v string) (network, handle string) {
	scheme, rest, ok := strings.Cut(v, ":")
	if !ok {
		return "", ""
	}
	if !strings.HasPrefix(rest, "//") {
		switch scheme = strings.ToLower(scheme); scheme {
		case "xmpp", "skype", "sip", "aim", "icq", "msnim", "ymsgr", "matrix":
			return scheme, rest
		case "x-apple":
			return "", rest
		}
		return "", ""
	}
	host, path, _ := strings.Cut(rest[2:], "/")
	path = strings.Trim(strings.SplitN(path, "?", 2)[0], "/")
	if path == "" || strings.Contains(path, "/") {
		return "", ""
	}
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	network = map[string]string{
		"vk.com": "vk", "vk.ru": "vk", "t.me": "telegram", "telegram.me": "telegram", "twitter.com": "twitter", "x.com": "twitter",
		"facebook.com": "facebook", "instagram.com": "instagram", "github.com": "github", "ok.ru": "ok",
	}[host]
	if network == "" && strings.HasPrefix(path, "@") { // a server of the fediverse
		return "mastodon", strings.TrimPrefix(path, "@") + "@" + host
	}
	return network, strings.TrimPrefix(path, "@")
}

// done ends the identity of a card. The first address is its own; without one
// and without a nickname, so is the first account.
func (c *card) done() (p store.Identity, named bool, why string) {
	b := &c.main
	for i, v := range c.mails {
		if b.mail(v) {
			c.mails = c.mails[i+1:]
			break
		}
		b.fact("email", v)
	}
	a := &b.p.Author
	if a.Email == "" && a.Handle == "" && len(c.social) > 0 {
		b.p.Network, a.Handle = c.social[0].network, c.social[0].handle
		b.url(c.social[0].url)
		c.social = c.social[1:]
	}
	return b.done()
}

// others makes identities of the further addresses and accounts of a card.
func (c *card) others(p store.Identity) (out []store.Identity) {
	add := func(x builder) {
		if len(out) < maxBeside {
			x.p.Author.Name = p.Author.Name
			x.p.Row = p.Row + "/" + strconv.Itoa(len(out)+2)
			x.p.ID = "row:" + x.p.Row
			out = append(out, x.p)
		}
	}
	for _, v := range c.mails {
		if x := (builder{}); x.mail(v) && !strings.EqualFold(x.p.Author.Email, p.Author.Email) {
			x.p.Network = "mail"
			add(x)
		}
	}
	for _, s := range c.social {
		x := builder{}
		x.p.Network, x.p.Author.Handle = s.network, s.handle
		x.url(s.url)
		add(x)
	}
	return out
}
