package pack

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"

	"earshot/store"
)

// Head is what a body says of its mention before all else; it can be read
// without the rest.
type Head struct {
	// Slot is the place of the mention in the index; 0 = none.
	Slot uint64
	// Person and Version name the description of the author, both 0 where there
	// is none. Slot, Person and Version are the engine's own numbers.
	Person, Version uint64
	// Created is the time of the mention, in microseconds since 1970.
	Created int64
}

const bodyVersion = 1

// The optional parts of a body: a flag is set where the part is there, or
// where a value that is either true or false is true.
const (
	hasAccount = 1 << iota
	hasURL
	hasEdited
	hasArrived
	hasThread
	hasParent
	hasCluster
	hasTitle
	hasWarning
	hasLang
	hasMedia
	hasLinks
	hasGeo
	hasCounts
	hasAuthor
	hasJudgement
	hasMonitors
	hasWhy
	hasTaught
	hasExtra
	isLead
	wholeSeconds // Created is in seconds, not microseconds
	hasLabels    // review, occasions, what rules have added
	hasModel
)

// flag is one optional part and whether a mention has it.
func flag(is bool, f uint32) uint32 {
	if is {
		return f
	}
	return 0
}

func flagsOf(m *store.Mention) uint32 {
	a, b, j := &m.Author, &m.Body, &m.Judgement
	return flag(m.Account != "", hasAccount) | flag(m.URL != "", hasURL) |
		flag(!m.Edited.IsZero(), hasEdited) | flag(!m.Arrived.IsZero(), hasArrived) |
		flag(m.Place.Thread != "", hasThread) | flag(m.Place.Parent != "", hasParent) | flag(m.Place.Cluster != 0, hasCluster) |
		flag(b.Title != "", hasTitle) | flag(b.Warning != "", hasWarning) | flag(b.Lang != "", hasLang) |
		flag(b.Media != nil, hasMedia) | flag(b.Links != nil, hasLinks) | flag(b.Geo != nil, hasGeo) |
		flag(m.Counts != store.Counts{}, hasCounts) | flag(a.Followers != 0 || a.Following != 0 || a.Posts != 0, hasAuthor) |
		flag(j.Sentiment != "" || j.Score != 0 || j.Confidence != 0 || j.Intent != "" || j.Priority != 0, hasJudgement) |
		flag(j.Monitors != nil, hasMonitors) | flag(j.Why != nil, hasWhy) | flag(j.Taught != nil, hasTaught) |
		flag(j.Review || j.Occasions != nil || j.Raised != nil, hasLabels) | flag(j.Model != "", hasModel) |
		flag(m.Extra != nil, hasExtra) | flag(j.Lead, isLead) | flag(m.Created.UnixMicro()%1e6 == 0, wholeSeconds)
}

// AppendBody adds the body of m, whose number is m.Doc. Slot, Person and
// Version are taken from h, Created from m.
func AppendBody(dst []byte, m *store.Mention, h Head) []byte {
	w := &writer{b: dst, text: m.Body.Text}
	w.refs.author(m.Author.ID, m.Author.Handle, m.Author.URL, m.Author.Avatar)
	from := len(dst)
	flags := flagsOf(m)
	w.begin(bodyVersion)
	w.b = append(w.b, byte(flags), byte(flags>>8), byte(flags>>16))
	w.uint(h.Slot)
	w.uint(h.Person)
	w.uint(h.Version)
	if created := m.Created.UnixMicro(); flags&wholeSeconds != 0 {
		w.int(created / 1e6)
	} else {
		w.int(created)
	}
	w.where(m, flags)
	w.said(m, flags)
	w.numbers(m, flags)
	w.judged(&m.Judgement, flags)
	w.rest(m, flags)
	if m.Judgement.Influence != 0 {
		w.int(int64(m.Judgement.Influence)) // all flags are taken: it stands behind the rest, or nothing does
	}
	w.seal(from, uint64(m.Doc))
	return w.b
}

// where writes which mention it is and where it stands.
func (w *writer) where(m *store.Mention, flags uint32) {
	w.word(m.Key.Network)
	w.ref(m.Key.ID)
	w.refs[refID] = m.Key.ID
	w.word(string(m.Kind))
	if flags&hasAccount != 0 {
		w.str(m.Account)
	}
	if flags&hasParent != 0 {
		w.ref(m.Place.Parent)
		w.refs[refParent] = m.Place.Parent
	}
	if flags&hasThread != 0 {
		w.ref(m.Place.Thread)
		w.refs[refThread] = m.Place.Thread
	}
	if flags&hasCluster != 0 {
		w.uint(uint64(m.Place.Cluster))
	}
	if flags&hasURL != 0 {
		w.ref(m.URL)
	}
	if flags&hasEdited != 0 {
		w.time(m.Edited, m.Created)
	}
	if flags&hasArrived != 0 {
		w.time(m.Arrived, m.Created)
	}
}

// said writes the words of the mention, and what hangs on it.
func (w *writer) said(m *store.Mention, flags uint32) {
	b := &m.Body
	if flags&hasLang != 0 {
		w.word(b.Lang)
	}
	if flags&hasTitle != 0 {
		w.str(b.Title)
	}
	if flags&hasWarning != 0 {
		w.str(b.Warning)
	}
	w.str(b.Text)
	if flags&hasMedia != 0 {
		w.uint(uint64(len(b.Media)))
		for _, media := range b.Media {
			w.word(media.Type)
			w.ref(media.URL)
			w.str(media.Alt)
		}
	}
	if flags&hasLinks != 0 {
		w.uint(uint64(len(b.Links)))
		for _, link := range b.Links {
			w.quote(link)
		}
	}
	if flags&hasGeo != 0 {
		w.word(b.Geo.Country)
		w.str(b.Geo.Place)
		w.float(b.Geo.Lat)
		w.float(b.Geo.Lon)
	}
}

func (w *writer) numbers(m *store.Mention, flags uint32) {
	if flags&hasCounts != 0 {
		for _, n := range [...]int{m.Counts.Likes, m.Counts.Shares, m.Counts.Replies, m.Counts.Views} {
			w.int(int64(n))
		}
	}
	if flags&hasAuthor != 0 {
		for _, n := range [...]int{m.Author.Followers, m.Author.Following, m.Author.Posts} {
			w.int(int64(n))
		}
	}
}

func (w *writer) judged(j *store.Judgement, flags uint32) {
	if flags&hasJudgement != 0 {
		w.word(j.Sentiment)
		w.float(j.Score)
		w.float(j.Confidence)
		w.word(j.Intent)
		w.int(int64(j.Priority))
	}
	if flags&hasMonitors != 0 {
		w.uint(uint64(len(j.Monitors)))
		for _, name := range j.Monitors {
			w.str(name)
		}
	}
	if flags&hasWhy != 0 {
		w.uint(uint64(len(j.Why)))
		for _, why := range j.Why {
			w.quote(why.What)
			w.word(why.About)
			w.float(why.Weight)
		}
	}
	if flags&hasTaught != 0 {
		w.uint(uint64(len(j.Taught)))
		for _, label := range j.Taught {
			w.word(label)
		}
	}
	if flags&hasLabels != 0 {
		w.labelled(j)
	}
	if flags&hasModel != 0 {
		w.str(j.Model)
	}
}

// labelled writes what a mention is beside its intent: the review in the lowest
// bit, whether rules have weighed it in the next, and above them the number of
// occasions and one more, 0 for no list.
func (w *writer) labelled(j *store.Judgement) {
	n := uint64(0)
	if j.Occasions != nil {
		n = uint64(len(j.Occasions)) + 1
	}
	n <<= 2
	if j.Review {
		n |= 1
	}
	if j.Raised != nil {
		n |= 2
	}
	w.uint(n)
	for _, name := range j.Occasions {
		w.word(name)
	}
	if j.Raised == nil {
		return
	}
	w.uint(uint64(len(j.Raised)))
	for _, r := range j.Raised {
		w.str(r.Rule)
		w.int(int64(r.Points))
	}
}

// rest writes the fields that other programs gave us.
func (w *writer) rest(m *store.Mention, flags uint32) {
	if flags&hasExtra == 0 {
		return
	}
	w.uint(uint64(len(m.Extra)))
	for _, name := range slices.Sorted(maps.Keys(m.Extra)) {
		w.str(name)
		value := m.Extra[name]
		if value == nil {
			w.b = append(w.b, 0)
			continue
		}
		w.b = append(w.b, 1)
		w.str(string(value))
	}
}

// Body is the body of a mention whose checksum was right.
type Body struct {
	Head
	doc  store.Doc
	raw  []byte
	rest int
}

// OpenBody reads the head of the body of mention doc and checks the sum; the
// rest is read by Mention. The body looks at raw as long as it is used.
func OpenBody(doc store.Doc, raw []byte) (Body, error) {
	p, err := checked(raw, uint64(doc), bodyVersion, "a mention")
	if err != nil {
		return Body{}, err
	}
	if len(p) < 3 {
		return Body{}, broken("a mention")
	}
	b := Body{doc: doc, raw: p, rest: 3}
	var created uint64
	for _, v := range [...]*uint64{&b.Slot, &b.Person, &b.Version, &created} {
		var n int
		if *v, n = binary.Uvarint(p[b.rest:]); n <= 0 {
			return Body{}, broken("a mention")
		}
		b.rest += n
	}
	b.Created = int64(created>>1) ^ -int64(created&1)
	if b.flags()&wholeSeconds != 0 {
		b.Created *= 1e6
	}
	return b, nil
}

// WithSlot is the same body for another slot, in bytes of its own.
func (b *Body) WithSlot(slot uint64) []byte {
	_, n := binary.Uvarint(b.raw[3:])
	w := &writer{b: make([]byte, 0, sumEnd+len(b.raw)+binary.MaxVarintLen64)}
	w.begin(bodyVersion)
	w.b = append(w.b, b.raw[:3]...)
	w.uint(slot)
	w.b = append(w.b, b.raw[3+n:]...)
	w.seal(0, uint64(b.doc))
	return w.b
}

func (b *Body) flags() uint32 { return uint32(b.raw[0]) | uint32(b.raw[1])<<8 | uint32(b.raw[2])<<16 }

// Mention reads the mention, but for its Work. Its Author must hold the
// description that Person and Version name, since the body refers to it.
func (b *Body) Mention(m *store.Mention) error {
	r := &reader{s: string(b.raw), at: b.rest} // the only copy of the bytes; the strings are pieces of it
	flags := b.flags()
	m.Doc, m.Created = b.doc, moment(b.Created)
	r.refs.author(m.Author.ID, m.Author.Handle, m.Author.URL, m.Author.Avatar)
	r.where(m, flags)
	r.said(m, flags)
	r.numbers(m, flags)
	r.judged(&m.Judgement, flags)
	r.rest(m, flags)
	if m.Judgement.Influence = 0; r.at < len(r.s) {
		m.Judgement.Influence = int(r.int())
	}
	return r.end("a mention")
}

// rest reads the fields that other programs gave us.
func (r *reader) rest(m *store.Mention, flags uint32) {
	if flags&hasExtra == 0 {
		return
	}
	n := r.count()
	m.Extra = make(map[string]json.RawMessage, n)
	for range n {
		name := r.str()
		if r.byte() == 0 {
			m.Extra[name] = nil
			continue
		}
		m.Extra[name] = json.RawMessage(r.str())
	}
}
