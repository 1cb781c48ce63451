package corpustest

import (
	"iter"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"earshot/store"
)

// Mention is the i-th mention to arrive, from 0, as its network tells it.
func (c *Corpus) Mention(i int) *store.Mention {
	net := &c.networks[c.network(i)]
	d := c.roll(forRest, i)
	m := &store.Mention{Key: store.Key{Network: net.name, ID: strconv.Itoa(net.first + i)}, Account: net.account}
	m.Created, _ = c.created(i)
	m.Author = c.person(c.author(i))
	m.Body.Text, m.Body.Lang = c.text(i)
	m.Body.Links = links(m.Body.Text)
	m.URL = "https://" + net.host + "/" + m.Key.ID
	if m.Kind = pick(&d, net.roots); net.name == "feed" || net.name == "mail" {
		m.Body.Title = title(m.Body.Text)
	}
	m.Place.Thread = m.Key.ID
	if root, answer := c.root(i); answer {
		m.Kind = pick(&d, net.answers)
		m.Place = store.Place{Thread: strconv.Itoa(net.first + root), Parent: strconv.Itoa(net.first + c.parent(i, root))}
	}
	fame := math.Sqrt(float64(m.Author.Followers)/100 + 0.1) // who is known is heard
	m.Counts.Likes = int(min(1e6, fame*float64(d.pareto(1, 1.1, 1e5)-1)))
	m.Counts.Shares, m.Counts.Replies = m.Counts.Likes/(2+d.below(9)), m.Counts.Likes/(3+d.below(9))
	if net.name != "mastodon" {
		m.Counts.Views = m.Counts.Likes*(10+d.below(90)) + d.pareto(5, 0.9, 1e5)
	}
	if d.chance(0.12) {
		m.Body.Media = []store.Media{{Type: "image", URL: "https://" + net.host + "/media/" + m.Key.ID + ".jpg"}}
	}
	if m.Author.Location != "" && d.chance(0.05) {
		m.Body.Geo = &store.Geo{Place: m.Author.Location}
	}
	return m
}

// title is the beginning of a text.
func title(text string) string {
	end := 0
	for n := 0; n < 6 && end < len(text); n++ {
		k := strings.IndexByte(text[end:], ' ')
		if k < 0 {
			return text
		}
		end += k + 1
	}
	return strings.TrimRight(text[:end], " ,.!?")
}

// Judged is Mention with our side of it: moods and intents, states (most are
// done, the newest are not), assignees and tags. Where a desk judges, that is
// its work; what is put straight into a store would have no facets.
func (c *Corpus) Judged(i int) *store.Mention {
	m := c.Mention(i)
	d := c.roll(forWork, i)
	m.Arrived = c.arrival(i)
	m.Judgement = store.Judgement{
		Sentiment:  pick(&d, []string{"negative", "negative", "neutral", "neutral", "neutral", "neutral", "positive", "positive", "positive"}),
		Confidence: math.Round(d.float()*100) / 100, Priority: d.below(101),
		Intent: pick(&d, []string{"other", "other", "other", "other", "complaint", "question", "question", "praise", "need", "concern", "insight", "spam", "idea"}),
		Lead:   d.chance(0.03),
	}
	m.Judgement.Score = map[string]float64{"negative": -0.6, "positive": 0.6}[m.Judgement.Sentiment]
	if d.chance(0.15) {
		m.Judgement.Monitors = []string{pick(&d, []string{"brand", "rivals", "fridges", "delivery"})}
	}
	c.work(m, &d, float64(i)/float64(c.n))
	return m
}

func (c *Corpus) work(m *store.Mention, d *dice, age float64) {
	w := &m.Work
	w.State = store.StateDone
	switch u := d.float(); {
	case u < 0.04+0.5*math.Pow(age, 20):
		w.State = store.StateNew
	case u < 0.10+0.6*math.Pow(age, 20):
		w.State = store.StateOpen
	case u > 0.99:
		w.State, w.Until = store.StateSnoozed, c.Until().Add(24*time.Hour)
	}
	if w.State != store.StateNew {
		w.Opened = m.Arrived.Add(time.Duration(d.pareto(1, 0.8, 5000)) * time.Minute)
		w.Assignee = pick(d, []string{"", "", "", "anna", "boris", "clara"})
	}
	if w.State == store.StateDone {
		w.Closed = w.Opened.Add(time.Hour)
	}
	if d.chance(0.08) {
		w.Tags = []string{pick(d, []string{"vip", "refund", "press", "bug", "spare-parts"})}
	}
}

// Change is an edit, or a deletion where Mention is nil.
type Change struct {
	Key     store.Key
	Mention *store.Mention
}

// Changes gives what became of the corpus later: one mention in a hundred is
// edited by its author, one in two hundred taken away.
func (c *Corpus) Changes() iter.Seq[Change] {
	return func(yield func(Change) bool) {
		for i := range c.n {
			d := c.roll(forChange, i)
			u := d.float()
			if u >= 0.015 {
				continue
			}
			change := Change{Key: c.key(i)}
			if u < 0.01 {
				m := c.Mention(i)
				l := c.ru
				if m.Body.Lang == "en" {
					l = c.en
				}
				m.Body.Text += " UPD: " + string(l.word(nil, &d, l.rank(&d)))
				m.Edited = m.Created.Add(time.Duration(d.pareto(1, 0.8, 1440)) * time.Minute)
				if m.Edited.After(c.Until()) {
					m.Edited = c.Until()
				}
				change.Mention = m
			}
			if !yield(change) {
				return
			}
		}
	}
}

// AppendLine appends the line of a change, with its end: an edit is a mention
// that comes again, a deletion names its key and "deleted".
func (x Change) AppendLine(b []byte) []byte {
	if x.Mention != nil {
		return AppendLine(b, x.Mention)
	}
	b = append(append(b, `{"network":`...), quoted(x.Key.Network)...)
	b = append(append(b, `,"id":`...), quoted(x.Key.ID)...)
	return append(b, `,"deleted":true}`+"\n"...)
}

func quoted(s string) []byte { return appendText(make([]byte, 0, len(s)+2), s) }

// appendText writes a JSON string; the corpus has no control characters.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	if strings.ContainsAny(s, `"\`) || !utf8.ValidString(s) {
		s = strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(strings.ToValidUTF8(s, "\uFFFD"))
	}
	return append(append(b, s...), '"')
}
