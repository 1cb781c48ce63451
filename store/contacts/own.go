package contacts

import (
	"time"

	"earshot/store"
)

// Person is a contact as Write writes it: what the team sees of somebody, and
// the identities it adds up. Only Identities are read back: the rest follows
// from them.
type Person struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Networks []string `json:"networks"`
	Handles  []string `json:"handles"`
	Emails   []string `json:"emails"`
	Phones   []string `json:"phones"`
	Place    string   `json:"place"`
	Tags     []string `json:"tags"`
	VIP      bool     `json:"vip"`
	Class    string   `json:"class"`
	// ClassBy says who says the class: "hand", or "reckoned", which import leaves
	// out; empty where there is none.
	ClassBy string `json:"class_by,omitempty"`
	Measured
	Lists      []string   `json:"lists"`
	Languages  []string   `json:"languages,omitempty"` // what they write in, the most first
	Identities []Identity `json:"identities"`
}

// Measured is how far somebody's word carries, and how much they said.
type Measured struct {
	Influence int       `json:"influence"` // 0 to 100
	Reach     int       `json:"reach"`     // followers
	Mentions  int       `json:"mentions"`
	First     time.Time `json:"first,omitzero"`
	Last      time.Time `json:"last,omitzero"`
}

// Identity is a store.Identity in the file.
type Identity struct {
	ID      string   `json:"id"`
	Network string   `json:"network,omitempty"`
	Row     string   `json:"row,omitempty"`
	Author  Author   `json:"author"`
	Phone   string   `json:"phone,omitempty"`
	Facts   []Fact   `json:"facts,omitempty"`
	Lists   []string `json:"lists,omitempty"`
	Tags    []string `json:"tags,omitempty"`
	VIP     bool     `json:"vip,omitempty"`
	Class   string   `json:"class,omitempty"`
	Proofs  []string `json:"proofs,omitempty"`
}

// Author is a store.Author in the file.
type Author struct {
	ID        string `json:"id,omitempty"`
	Handle    string `json:"handle,omitempty"`
	Name      string `json:"name,omitempty"`
	Email     string `json:"email,omitempty"`
	URL       string `json:"url,omitempty"`
	Bio       string `json:"bio,omitempty"`
	Avatar    string `json:"avatar,omitempty"`
	Followers int    `json:"followers,omitempty"`
	Following int    `json:"following,omitempty"`
	Posts     int    `json:"posts,omitempty"`
	Verified  bool   `json:"verified,omitempty"`
	Location  string `json:"location,omitempty"`
}

// Fact is a store.Fact in the file.
type Fact struct {
	Name  string    `json:"name"`
	Value string    `json:"value"`
	From  string    `json:"from,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// Of gives an identity as it is written.
func Of(p store.Identity) Identity {
	out := Identity{
		ID: p.ID, Network: p.Network, Row: p.Row, Author: Author(p.Author), Phone: p.Phone, Lists: p.Lists, Tags: p.Tags,
		VIP: p.VIP, Class: p.Class, Proofs: p.Proofs,
	}
	for _, f := range p.Facts {
		out.Facts = append(out.Facts, Fact(f))
	}
	return out
}
