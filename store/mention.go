package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Doc is the internal number of a mention: it rises in order of arrival and is
// never used twice. Zero means "not stored yet".
type Doc uint64

// Key is the identity of a mention in the outside world: the network's name
// and the network's own id. Two mentions with one key are one mention.
type Key struct {
	Network string
	ID      string
}

// String gives network:id, the form that scripts use.
func (k Key) String() string { return k.Network + ":" + k.ID }

// ParseKey reads network:id; the id may hold colons of its own.
func ParseKey(s string) (Key, error) {
	network, id, ok := strings.Cut(s, ":")
	if !ok || id == "" || !ValidNetwork(network) {
		return Key{}, fmt.Errorf("%q is not network:id", s)
	}
	return Key{network, id}, nil
}

// ValidNetwork tells whether s may name a network: [a-z0-9_-]{1,32}.
func ValidNetwork(s string) bool {
	if len(s) == 0 || len(s) > 32 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// Kind says what a mention is on its network.
type Kind string

// The kinds of the exchange format.
const (
	KindPost    Kind = "post"
	KindReply   Kind = "reply"
	KindMessage Kind = "message"
	KindMail    Kind = "mail"
	KindArticle Kind = "article"
	KindComment Kind = "comment"
	KindReview  Kind = "review"
	KindShare   Kind = "share"
)

// Kinds lists every kind in the order of the exchange format.
func Kinds() []Kind {
	return []Kind{KindPost, KindReply, KindMessage, KindMail, KindArticle, KindComment, KindReview, KindShare}
}

// Mention is one thing somebody said, as the network told it, together with
// our judgement of it and our work on it.
type Mention struct {
	Doc       Doc
	Key       Key
	Account   string // our account through which it came
	URL       string
	Kind      Kind
	Created   time.Time // when its author published it
	Edited    time.Time // last edit seen; zero if never
	Arrived   time.Time // when we stored it
	Place     Place
	Author    Author
	Body      Body
	Counts    Counts
	Judgement Judgement
	Work      Work
	Extra     map[string]json.RawMessage // fields of the exchange format we do not know
}

// Place is where a mention stands in a discussion, and among its like.
type Place struct {
	Thread  string // id of the discussion within the network; desk.Ingest fills it
	Parent  string // remote id of the mention it answers; empty for a first post
	Cluster Doc    // first of the near-duplicates it belongs to, itself included; 0 = it has none
}

// Author is the person behind a mention as the network described them then.
type Author struct {
	ID        string `cbor:"1,keyasint,omitzero"`
	Handle    string `cbor:"2,keyasint,omitzero"` // without a leading @
	Name      string `cbor:"3,keyasint,omitzero"`
	Email     string `cbor:"4,keyasint,omitzero"`
	URL       string `cbor:"5,keyasint,omitzero"`
	Bio       string `cbor:"6,keyasint,omitzero"`
	Avatar    string `cbor:"7,keyasint,omitzero"`
	Followers int    `cbor:"8,keyasint,omitzero"`
	Following int    `cbor:"9,keyasint,omitzero"`
	Posts     int    `cbor:"10,keyasint,omitzero"`
	Verified  bool   `cbor:"11,keyasint,omitzero"`
	Location  string `cbor:"12,keyasint,omitzero"`
}

// Body is what was said.
type Body struct {
	Title   string // of an article or a mail; empty elsewhere
	Text    string // cleaned plain text, never empty
	Warning string // the author's content warning
	Lang    string // ISO 639-1 or empty
	Media   []Media
	Links   []string
	Geo     *Geo
}

// Media is one picture, video or sound that hangs on a mention.
type Media struct {
	Type string `json:"type"`
	URL  string `json:"url"`
	Alt  string `json:"alt,omitempty"`
}

// Geo is where a mention was made, in degrees where known.
type Geo struct {
	Country string  `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Place   string  `json:"place,omitempty"`
	Lat     float64 `json:"lat,omitempty"`
	Lon     float64 `json:"lon,omitempty"`
}

// Counts are the network's own numbers for a mention when we last looked.
type Counts struct {
	Likes   int `json:"likes"`
	Shares  int `json:"shares"`
	Replies int `json:"replies"`
	Views   int `json:"views"`
}

// Judgement is what scoring thinks of a mention, and why.
type Judgement struct {
	Sentiment  string  // negative, neutral, positive
	Score      float64 // [-1, 1]
	Confidence float64 // [0, 1]
	Intent     string  // complaint, concern, need, question, insight, praise, idea, spam, other
	Lead       bool
	Priority   int // 0..100
	Influence  int `cbor:",omitzero"` // Identity.Influence of the author, as it is part of Priority
	Monitors   []string
	Why        []Reason
	Taught     []string // what a person corrected: labels in force, never judged over
	Raised     []Raise  `cbor:",omitzero"` // by rules, each once; part of Priority
	Review     bool     `cbor:",omitzero"` // tells of a thing, a service or a place that the author has used
	Occasions  []string `cbor:",omitzero"` // personal ones, such as "holiday": a reason to talk
	Model      string   `cbor:",omitzero"` // which judge judged it, such as "m3f29ac+12", see desk.JudgedBy; "" = not known, or none
}

// Raise is what a rule adds to the priority of a mention.
type Raise struct {
	Rule   string // its name when it acted
	Points int    // less than 0 takes away
}

// Reason is one part of a judgement: a word or a fact, and what it weighs.
type Reason struct {
	What   string
	About  string // sentiment, an intent, lead
	Weight float64
}

// State is where the work on a mention stands.
type State string

// The states. A new mention becomes open when somebody opens its thread or acts.
const (
	StateNew     State = "new"
	StateOpen    State = "open"
	StateSnoozed State = "snoozed"
	StateDone    State = "done"
)

// Work is our side of a mention: everything a person at earshot may change.
type Work struct {
	State    State     `cbor:"1,keyasint,omitzero"`
	Assignee string    `cbor:"2,keyasint,omitzero"`
	Until    time.Time `cbor:"3,keyasint,omitzero"` // end of the snooze
	Tags     []string  `cbor:"4,keyasint,omitzero"` // sorted, without doubles, without a leading #
	Notes    int       `cbor:"5,keyasint,omitzero"`
	Opened   time.Time `cbor:"6,keyasint,omitzero"` // first look
	Answered time.Time `cbor:"7,keyasint,omitzero"` // first answer of ours
	Answerer string    `cbor:"8,keyasint,omitzero"` // who gave it
	Closed   time.Time `cbor:"9,keyasint,omitzero"`
}

// Unhandled tells whether somebody still has to look after the mention.
func (w Work) Unhandled() bool { return w.State == StateNew || w.State == StateOpen }

// Equal compares two pieces of work field by field.
func (w Work) Equal(o Work) bool {
	return w.State == o.State && w.Assignee == o.Assignee && w.Until.Equal(o.Until) &&
		slices.Equal(w.Tags, o.Tags) && w.Notes == o.Notes && w.Opened.Equal(o.Opened) &&
		w.Answered.Equal(o.Answered) && w.Answerer == o.Answerer && w.Closed.Equal(o.Closed)
}

// Thread names the discussion a mention belongs to, across all networks.
func (m *Mention) Thread() Key {
	if m.Place.Thread == "" {
		return m.Key
	}
	return Key{m.Key.Network, m.Place.Thread}
}

// Identity names the account or address behind a mention: network:id, with the
// handle, the e-mail address or the name where the network gives no id.
func (m *Mention) Identity() string {
	for _, id := range []string{m.Author.ID, m.Author.Handle, m.Author.Email, m.Author.Name} {
		if id != "" {
			return m.Key.Network + ":" + id
		}
	}
	return ""
}
