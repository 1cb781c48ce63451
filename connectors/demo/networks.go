package demo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"earshot/store"
)

// BrandName is the fictional brand.
const BrandName = "Zernolla"

// network is one network that the demo plays. All its addresses are under
// .example, which never leads anywhere (RFC 2606).
type network struct {
	name    string
	letter  byte // in texts/people.txt; 0 = everybody
	weight  int  // share of what is said
	server  string
	brand   string // our id there; empty where we only read
	handle  string // our handle there
	limits  store.Limits
	langs   bool // posts name their language
	views   bool // posts count views
	window  int  // requests in five minutes; 0 = the network does not say
	comment store.Kind
}

// networks are all that can be played, "demo" last. The limits are those of
// the real ones: Mastodon's and Bluesky's defaults, VK's wall, Telegram's API.
func networks() []network {
	return []network{
		{
			"mastodon", 'm', 26, "https://mastodon.example", "109000000000004217", "zernolla@mastodon.example",
			store.Limits{Chars: 500, LinkChars: 23, Media: 4, MediaBytes: 16 << 20},
			true, false, 300, store.KindReply,
		},
		{
			"vk", 'v', 31, "https://vk.example", "-88004217", "zernolla",
			store.Limits{Chars: 16384, Media: 10, MediaBytes: 50 << 20},
			false, true, 900, store.KindComment,
		},
		{
			"telegram", 't', 18, "https://telegram.example", "8800421700", "zernolla_bot",
			store.Limits{Chars: 4096, Media: 10, MediaBytes: 50 << 20},
			false, true, 1500, store.KindMessage,
		},
		{
			"bluesky", 'b', 15, "https://bluesky.example", "did:plc:zernolla4217", "zernolla.bluesky.example",
			store.Limits{Chars: 300, Media: 4, MediaBytes: 1 << 20},
			true, false, 3000, store.KindReply,
		},
		{
			"mail", 'e', 8, "imaps://mail.example", "hello@zernolla.example", "hello@zernolla.example",
			store.Limits{MediaBytes: 25 << 20},
			false, false, 0, store.KindMail,
		},
		{"feed", 'f', 2, "https://news.example", "", "", store.Limits{}, true, false, 0, store.KindArticle},
		{
			"demo", 0, 0, "https://demo.example", "zernolla", "zernolla",
			store.Limits{Chars: 5000, Media: 4, MediaBytes: 16 << 20},
			true, true, 300, store.KindReply,
		},
	}
}

// networkOf finds a network by its name; "" is "demo".
func networkOf(name string) (network, error) {
	if name == "" {
		name = "demo"
	}
	var known []string
	for _, n := range networks() {
		if n.name == name {
			return n, nil
		}
		known = append(known, n.name)
	}
	return network{}, &store.Invalid{Field: "as", Why: fmt.Sprintf("%q cannot be played; use one of %s", name, strings.Join(known, ", "))}
}

// number is what ids are made of: the time in milliseconds, or a hash above
// all times, with two bits that keep scripted, sent and answering apart.
type number uint64

const (
	scripted = iota
	sent
	answering
)

func scriptedNumber(ms int64) number { return number(ms)<<2 + scripted }

func hashedNumber(h uint64, sort number) number { return number(1<<49|h>>16)<<2 | sort }

// id is how the network writes a number of somebody's post.
func (n *network) id(x number, author string) string {
	switch d := strconv.FormatUint(uint64(x), 10); n.name {
	case "mastodon":
		return "1" + d
	case "vk":
		return n.brand + "_" + d
	case "telegram":
		return "zernolla_talk/" + d
	case "bluesky":
		return "at://" + author + "/app.bsky.feed.post/" + strconv.FormatUint(uint64(x), 32)
	case "mail":
		return strconv.FormatUint(uint64(x), 36) + "@mail.example"
	case "feed":
		return "tag:news.example,2026:" + d
	default:
		return d
	}
}

// url is where a post could be read.
func (n *network) url(id string, a *store.Author) string {
	short := id[strings.LastIndexAny(id, "/:")+1:]
	switch n.name {
	case "mail":
		return ""
	case "vk":
		return n.server + "/wall" + id
	case "feed":
		return a.URL + "/" + short
	case "telegram":
		return n.server + "/" + id
	case "bluesky":
		return a.URL + "/post/" + short
	default:
		return a.URL + "/" + short
	}
}

// kindOf says what a post is there.
func (n *network) kindOf(reply bool) store.Kind {
	switch {
	case reply, n.name == "mail", n.name == "telegram", n.name == "feed":
		return n.comment
	}
	return store.KindPost
}

// us is the brand as an author.
func (n *network) us() store.Author {
	a := store.Author{
		ID: n.brand, Handle: n.handle, Name: BrandName, URL: n.server + "/@zernolla", Verified: true,
		Bio: "Coffee, kettles, breakfast. Мы отвечаем с 8 до 21.", Followers: 48200, Following: 310, Posts: 5400,
	}
	if n.name == "mail" {
		a = store.Author{ID: n.brand, Name: BrandName, Email: n.brand}
	}
	return a
}

// author is a person as the network describes them. Numbers hang on the
// handle, so that somebody is the same in every mention.
func (n *network) author(p *person) store.Author {
	h := mix(hash(p.handle), hash(n.name))
	a := store.Author{Name: p.name, Handle: p.handle, Bio: p.bio, Location: p.home()}
	switch slug := strings.ReplaceAll(p.handle, "_", "-"); n.name {
	case "mail":
		mail := p.handle + "@pochta.example"
		return store.Author{ID: mail, Name: p.name, Email: mail}
	case "feed":
		site := "https://" + slug + ".example"
		return store.Author{ID: site, Name: p.name, URL: site, Bio: p.bio}
	case "mastodon":
		a.ID = "109" + strconv.FormatUint(h>>14, 10)
		host := [...]string{"mastodon.example", "krug.example", "tooters.example"}[h%3]
		a.Handle, a.URL = p.handle+"@"+host, "https://"+host+"/@"+p.handle
	case "bluesky":
		a.ID = "did:plc:" + strconv.FormatUint(h, 32)
		a.Handle = slug + ".bluesky.example"
		a.URL, a.Location = n.server+"/profile/"+a.Handle, ""
	case "vk", "telegram":
		a.ID, a.URL = strconv.FormatUint(h>>24, 10), n.server+"/"+p.handle
	default:
		a.ID, a.URL = p.handle, n.server+"/@"+p.handle
	}
	a.Avatar = n.server + "/avatars/" + p.handle + ".png"
	a.Followers = p.followers() * (40 + int(h>>8%90)) / 100
	a.Following = 20 + int(h>>20%700)
	a.Posts = 30 + int(h>>32%4000)
	a.Verified = p.role == 'v' && n.name != "telegram"
	return a
}

func (p *person) home() string {
	if p.lang == "ru" {
		return p.place.ru
	}
	return p.place.en
}

// followers fall with the rank as r^-1.5, a Zipf-like law.
func (p *person) followers() int {
	if p.role == 'b' {
		return int(hash(p.handle) % 60)
	}
	return 2600000 / (p.rank * root(100*p.rank))
}

func atMS(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
