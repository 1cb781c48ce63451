package corpustest

import (
	"strconv"
	"time"

	"earshot/store"
)

// AppendLine appends a mention as one line of the exchange format, with its
// end: what a network says, nothing of ours. It is a tenth of the work of
// package exchange, which also must withstand every text there is.
func AppendLine(b []byte, m *store.Mention) []byte {
	l := line(b)
	l.text(`{"network":`, m.Key.Network)
	l.text(`,"account":`, m.Account)
	l.text(`,"id":`, m.Key.ID)
	l.text(`,"url":`, m.URL)
	l.text(`,"created":`, m.Created.Format(time.RFC3339Nano))
	if !m.Edited.IsZero() {
		l.text(`,"edited":`, m.Edited.Format(time.RFC3339Nano))
	}
	l.author(&m.Author)
	l.some(`,"title":`, m.Body.Title)
	l.text(`,"text":`, m.Body.Text)
	l.text(`,"lang":`, m.Body.Lang)
	l.text(`,"thread":`, m.Place.Thread)
	l.some(`,"in_reply_to":`, m.Place.Parent)
	l.text(`,"kind":`, string(m.Kind))
	l.number(`,"counts":{"likes":`, m.Counts.Likes)
	l.number(`,"shares":`, m.Counts.Shares)
	l.number(`,"replies":`, m.Counts.Replies)
	l.number(`,"views":`, m.Counts.Views)
	l.raw(`}`)
	for _, x := range m.Body.Media {
		l.text(`,"media":[{"type":`, x.Type)
		l.text(`,"url":`, x.URL)
		l.raw(`}]`)
	}
	for i, x := range m.Body.Links {
		l.text([]string{`,"links":[`, `,`}[min(i, 1)], x)
	}
	if len(m.Body.Links) > 0 {
		l.raw(`]`)
	}
	if m.Body.Geo != nil {
		l.text(`,"geo":{"place":`, m.Body.Geo.Place)
		l.raw(`}`)
	}
	l.raw("}\n")
	return l
}

type line []byte

func (l *line) raw(s string) { *l = append(*l, s...) }

func (l *line) text(name, s string) {
	l.raw(name)
	*l = appendText(*l, s)
}

// some leaves out what is empty.
func (l *line) some(name, s string) {
	if s != "" {
		l.text(name, s)
	}
}

func (l *line) number(name string, n int) {
	l.raw(name)
	*l = strconv.AppendInt(*l, int64(n), 10)
}

func (l *line) author(a *store.Author) {
	l.text(`,"author":{"id":`, a.ID)
	l.some(`,"handle":`, a.Handle)
	l.text(`,"name":`, a.Name)
	l.some(`,"email":`, a.Email)
	l.some(`,"url":`, a.URL)
	l.some(`,"bio":`, a.Bio)
	l.number(`,"followers":`, a.Followers)
	l.number(`,"following":`, a.Following)
	l.number(`,"posts":`, a.Posts)
	if a.Verified {
		l.raw(`,"verified":true`)
	}
	l.some(`,"location":`, a.Location)
	l.raw(`}`)
}
