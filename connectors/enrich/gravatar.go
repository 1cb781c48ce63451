package enrich

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// GravatarAPI is the address of Gravatar's API.
const GravatarAPI = "https://api.gravatar.com"

// What Gravatar allows an hour, without and with a key
// (docs.gravatar.com/rest/api-data-specifications).
const (
	freeCalls = 100
	keyCalls  = 1000
)

// gravatar asks for the profile behind an e-mail address, by the SHA-256 of the
// address, trimmed and in lower case.
type gravatar struct {
	http *httpx.Client
	base string
	key  string
}

// Name implements Source.
func (gravatar) Name() string { return desk.SourceGravatar }

// gravatarProfile is what is read of the schema Profile of the OpenAPI document
// of version 3.0.0 (api.gravatar.com/v3/openapi). Fields that only the owner or
// an application with a key sees (contact_info, links, first_name, last_name)
// may be absent.
type gravatarProfile struct {
	Hash        string `json:"hash"`
	DisplayName string `json:"display_name"`
	ProfileURL  string `json:"profile_url"`
	AvatarURL   string `json:"avatar_url"`
	Location    string `json:"location"`
	Description string `json:"description"`
	JobTitle    string `json:"job_title"`
	Company     string `json:"company"`
	Pronouns    string `json:"pronouns"`
	Timezone    string `json:"timezone"`
	Languages   []struct {
		Code string `json:"code"`
	} `json:"languages"`
	Verified []struct {
		Type   string `json:"service_type"`
		Label  string `json:"service_label"`
		URL    string `json:"url"`
		Hidden bool   `json:"is_hidden"`
	} `json:"verified_accounts"`
	Links []struct {
		Label string `json:"label"`
		URL   string `json:"url"`
	} `json:"links"`
}

// GravatarHash is the identifier of an e-mail address at Gravatar.
func GravatarHash(mail string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(mail))))
	return hex.EncodeToString(sum[:])
}

// Look implements Source.
func (g gravatar) Look(ctx context.Context, who store.Identity) (desk.Findings, error) {
	mail := desk.MailOf(&who)
	if mail == "" {
		return desk.Findings{}, nothing("there is no e-mail address to ask with")
	}
	h := http.Header{"Accept": {"application/json"}}
	if g.key != "" {
		h.Set("Authorization", "Bearer "+g.key)
	}
	hash := GravatarHash(mail)
	at := strings.TrimRight(cmp.Or(g.base, GravatarAPI), "/") + "/v3/profiles/" + hash
	resp, err := g.http.Get(ctx, httpx.Request{Op: "ask Gravatar", URL: at, Header: h, MaxBody: maxPage})
	if resp != nil && resp.Status == http.StatusNotFound {
		return desk.Findings{}, nothing("Gravatar knows no profile of this address")
	}
	if err != nil {
		return desk.Findings{}, err
	}
	f, err := readGravatar(resp.Body, hash)
	if who.Network != "mail" && who.Row == "" {
		// An address in a profile is its owner's word; only one who writes from
		// it, or stands with it on a list of ours, is behind it.
		for _, a := range f.Accounts {
			f.Facts = append(f.Facts, store.Fact{Name: "link", Value: a.URL})
		}
		f.Accounts = nil
	}
	return f, err
}

// readGravatar reads a profile; hash is the one that was asked for.
func readGravatar(body []byte, hash string) (desk.Findings, error) {
	var p gravatarProfile
	if err := json.Unmarshal(body, &p); err != nil {
		return desk.Findings{}, fault.New(fault.Transient, "ask Gravatar", "the answer is no profile: %v", err)
	}
	if !strings.EqualFold(p.Hash, hash) {
		return desk.Findings{}, fault.New(fault.Permanent, "ask Gravatar", "the answer is about somebody else")
	}
	f := desk.Findings{Author: &store.Author{Avatar: p.AvatarURL}}
	facts := []store.Fact{
		{Name: "name", Value: p.DisplayName},
		{Name: "city", Value: p.Location},
		{Name: "about", Value: p.Description},
		{Name: "job", Value: p.JobTitle},
		{Name: "company", Value: p.Company},
		{Name: "pronouns", Value: p.Pronouns},
		{Name: "timezone", Value: p.Timezone},
		{Name: "profile", Value: p.ProfileURL},
	}
	var langs []string
	for _, l := range p.Languages[:min(len(p.Languages), 8)] {
		langs = append(langs, l.Code)
	}
	facts = append(facts, store.Fact{Name: "languages", Value: strings.Join(langs, ", ")})
	for _, l := range p.Links[:min(len(p.Links), 8)] {
		facts = append(facts, store.Fact{Name: "link", Value: l.URL})
	}
	for _, fact := range facts {
		if strings.TrimSpace(fact.Value) != "" {
			f.Facts = append(f.Facts, fact)
		}
	}
	for _, v := range p.Verified[:min(len(p.Verified), 64)] {
		if a := accountAt(v.URL); a.URL != "" && !v.Hidden {
			a.Network = cmp.Or(a.Network, network(v.Type))
			f.Accounts = append(f.Accounts, a)
		}
	}
	return f, nil
}

// network makes the name of a network of a service's, "" if it cannot be one.
func network(service string) string {
	service = strings.ToLower(strings.TrimSpace(service))
	if service == "mail" || service == "email" || service == "feed" || !store.ValidNetwork(service) {
		return ""
	}
	return service
}

// accountAt reads the network and the handle of an account from the address of
// its page; both are empty where the address does not tell.
func accountAt(address string) desk.FoundAccount {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || desk.PageOf(address) == "" || u.User != nil {
		return desk.FoundAccount{}
	}
	a := desk.FoundAccount{URL: u.String()}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	path := strings.Split(strings.Trim(u.Path, "/"), "/")
	last := path[len(path)-1]
	if last == "" {
		return a
	}
	switch name, isAt := strings.CutPrefix(path[0], "@"); {
	case host == "bsky.app" && len(path) == 2 && path[0] == "profile":
		a.Network, a.Handle = "bluesky", last
	case host == "vk.com" && len(path) == 1:
		a.Network, a.Handle = "vk", last
	case host == "t.me" && len(path) == 1:
		a.Network, a.Handle = "telegram", last
	case host == "github.com" && len(path) == 1:
		a.Network, a.Handle = "github", last
	case isAt && len(path) == 1 && !ownAt(host) && name != "":
		a.Network, a.Handle = "mastodon", name+"@"+host
	default:
		a.Handle = strings.TrimPrefix(last, "@")
	}
	return a
}

// ownAt tells of hosts whose pages begin with @ and that are no server of the
// Mastodon network.
func ownAt(host string) bool {
	switch host {
	case "tiktok.com", "youtube.com", "medium.com", "threads.net", "threads.com", "flipboard.com", "substack.com":
		return true
	}
	return false
}
