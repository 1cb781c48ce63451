package mailfile

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"earshot/connectors/plain"
	"earshot/store"
)

// Message reads one message (RFC 5322) as a mention of network "mail". Every
// error is a *Refusal without a place. Times more than a day after now are
// refused.
func Message(raw []byte, now time.Time) (*store.Mention, error) {
	m, r := read(raw, envelope{}, now)
	if r != nil {
		return nil, r
	}
	return m, nil
}

// envelope is what the mailbox knows of a message beside its header.
type envelope struct {
	sender    string
	delivered time.Time
}

func read(raw []byte, env envelope, now time.Time) (*store.Mention, *Refusal) {
	return readAll(raw, env, now, func(header, *walker, *store.Mention) {})
}

// readAll reads a message and lets see look at all that was found in it.
func readAll(raw []byte, env envelope, now time.Time, see func(header, *walker, *mention)) (*store.Mention, *Refusal) {
	return readWith(&walker{}, raw, env, now, see)
}

// mention is what a message becomes.
type mention = store.Mention

// readWith is readAll with a walker that keeps what is wanted.
func readWith(w *walker, raw []byte, env envelope, now time.Time, see func(header, *walker, *mention)) (*store.Mention, *Refusal) {
	if len(raw) > MaxMessage {
		return nil, refuse("is larger than %d bytes", MaxMessage)
	}
	if size := headerSize(raw); size > maxHeader {
		return nil, refuse("has a header of %d bytes, the limit is %d", size, maxHeader)
	}
	h, body := splitHeader(raw)
	if len(h) == 0 {
		return nil, refuse("is not a mail: it has no header")
	}
	said, r := w.walk(h, body, 0)
	if r != nil {
		return nil, r
	}
	m := &store.Mention{Kind: store.KindMail}
	m.Author = author(h, env.sender)
	m.Body.Title = shorten(strings.Join(strings.Fields(decodeWords(h.get("subject"))), " "), 2000)
	m.Body.Media = w.media
	if r := setText(m, w, said); r != nil {
		return nil, r
	}
	if m.Created, r = created(h, env.delivered, now); r != nil {
		return nil, r
	}
	place(m, h)
	m.Key = store.Key{Network: "mail", ID: messageID(m, h)}
	if m.Place.Parent == m.Key.ID { // programs that answer themselves
		m.Place.Parent = ""
	}
	if m.Place.Thread == m.Key.ID {
		m.Place.Thread = ""
	}
	see(h, w, m)
	return m, nil
}

// setText finds the words of a mention. A mail without a text still says
// something: its subject, or what hangs on it.
func setText(m *store.Mention, w *walker, said content) *Refusal {
	if said.blank() {
		said = w.forwarded
	}
	if said.blank() {
		said = content{text: m.Body.Title}
	}
	if said.blank() {
		said = content{text: attachmentNames(m.Body.Media)}
	}
	if said.blank() {
		return refuse("has no text, no subject and no attachment")
	}
	m.Body.Text = shorten(said.text, maxText)
	m.Body.Links = said.links[:min(len(said.links), plain.MaxLinks)]
	return nil
}

func attachmentNames(media []store.Media) string {
	var names []string
	for _, x := range media {
		names = append(names, x.Alt)
	}
	return shorten(strings.Join(names, ", "), maxText)
}

// author finds who wrote a mail: From, else what stands nearest to it.
func author(h header, sender string) store.Author {
	var a address
	for _, name := range []string{"from", "sender", "reply-to", "return-path", "x-sender"} {
		if got := firstAddress(h.get(name)); got.email != "" {
			a.email = got.email
			if a.name == "" {
				a.name = got.name
			}
			break
		} else if a.name == "" {
			a.name = got.name
		}
	}
	if a.email == "" && strings.Contains(sender, "@") {
		a.email = cleanEmail(sender)
	}
	a.email = shorten(a.email, 320)
	return store.Author{Name: shorten(a.name, 1000), Email: a.email, Handle: a.email}
}

// place finds where a mail stands in its discussion (RFC 5322, 3.6.4).
func place(m *store.Mention, h header) {
	references := ids(h.get("references"))
	if len(references) > 0 {
		m.Place.Thread = references[0]
		m.Place.Parent = references[len(references)-1]
	}
	if parents := ids(h.get("in-reply-to")); len(parents) > 0 {
		m.Place.Parent = parents[0]
	}
	m.Work.Tags = keywords(h.get("keywords"))
}

// messageID gives the Message-ID, else a hash of what identifies a mail, so that
// reading the same mail twice finds the same mention.
func messageID(m *store.Mention, h header) string {
	if found := ids(h.get("message-id")); len(found) > 0 {
		return found[0]
	}
	if bare := strings.TrimSpace(h.get("message-id")); goodID(bare) {
		return bare
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		m.Author.Email, m.Author.Name, m.Created.Format(time.RFC3339), m.Body.Title, m.Body.Text, h.get("to"),
	}, "\x00")))
	return hex.EncodeToString(sum[:16]) + "@no-message-id.invalid"
}

// created finds when a mail was written: by its Date, by the newest Received,
// or by the mailbox. The first that makes sense counts: senders' clocks run
// decades wrong.
func created(h header, delivered, now time.Time) (time.Time, *Refusal) {
	var first time.Time
	check := func(t time.Time) bool {
		if first.IsZero() {
			first = t
		}
		return !t.IsZero() && inRange(t, now)
	}
	date := h.get("date")
	if t := parseDate(date); check(t) {
		return store.Stamp(t), nil
	}
	for _, f := range h {
		if f.name != "received" && f.name != "delivery-date" && f.name != "resent-date" {
			continue
		}
		if t := parseDate(f.value[strings.LastIndexByte(f.value, ';')+1:]); check(t) {
			return store.Stamp(t), nil
		}
	}
	if check(delivered) {
		return store.Stamp(delivered), nil
	}
	switch {
	case !first.IsZero():
		return first, refuse("its time %s is outside 1990 to tomorrow", first.UTC().Format(time.RFC3339))
	case date != "":
		return first, refuse("its date %.60q cannot be read", date)
	}
	return first, refuse("has no date")
}

// keywords reads the words of RFC 5322, 3.6.5 as tags.
func keywords(value string) []string {
	return tags(strings.Split(decodeWords(value), ","))
}
