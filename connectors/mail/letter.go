package mail

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/mailfile"
	"earshot/store"
	"earshot/store/clean"
)

const (
	sendOp     = "send mail"
	maxSubject = 200 // bytes of a subject that we make of a text
	maxQuoted  = 200 // lines quoted of what is answered
	maxRcpts   = 100

	maxFilesSize = 64 << 20 // bytes of all files of a mail
)

// letter is one message on its way out.
type letter struct {
	id       string // Message-ID without brackets
	subject  string
	to, cc   []string
	bcc      []string
	replyTo  string
	parent   string
	refs     []string
	text     string
	bulk     bool // goes to many: List-Unsubscribe
	told     bool // a person named the recipients
	files    []store.Attachment
	original *store.Mention
}

// refusal is an error of a letter that nobody has sent.
func refusal(format string, args ...any) error {
	f := fault.New(fault.Permanent, sendOp, format, args...)
	f.Unsent = true
	return f
}

// messageID is the Message-ID of a delivery: the same on every try.
func (c account) messageID(key string) string {
	_, domain, _ := strings.Cut(c.address(), "@")
	return "earshot." + url.PathEscape(strings.ToLower(key)) + "@" + domain
}

// write makes the letter of a delivery. The text may begin with fields of its
// own, as in a mail program: To, Cc, Bcc, Subject, Reply-To, then a blank line.
func (c *Connector) write(out connectors.Outgoing) (*letter, error) {
	l := &letter{id: c.messageID(out.Key), text: out.Message.Text, files: out.Message.Media, original: out.ReplyTo}
	if err := l.fields(); err != nil {
		return nil, err
	}
	if out.ReplyTo != nil {
		if err := c.answer(l, out.ReplyTo); err != nil {
			return nil, err
		}
	} else if err := c.fresh(l); err != nil {
		return nil, err
	}
	if strings.TrimSpace(l.text) == "" && len(l.files) == 0 {
		return nil, refusal("there is nothing to send; write a text or add a file")
	}
	if n := len(l.to) + len(l.cc) + len(l.bcc); n > maxRcpts {
		return nil, refusal("%d recipients are too many for one mail; %d are possible", n, maxRcpts)
	}
	return l, nil
}

// fields takes the fields off the beginning of a text.
func (l *letter) fields() error {
	rest := strings.TrimLeft(strings.ReplaceAll(l.text, "\r\n", "\n"), "\n")
	var set []func()
	var wrong error
	for {
		line, after, more := strings.Cut(rest, "\n")
		name, value, ok := strings.Cut(line, ":")
		into := l.field(strings.ToLower(strings.TrimSpace(name)))
		if !ok || into == nil {
			if strings.TrimSpace(line) != "" || len(set) == 0 {
				return nil // no fields, but a text that looks like some
			}
			l.text = after
			break
		}
		set = append(set, func() {
			if err := into(value); err != nil && wrong == nil {
				wrong = err
			}
		})
		if rest = after; !more {
			l.text = ""
			break
		}
	}
	for _, put := range set {
		put()
	}
	return wrong
}

// field is what a field of the text sets; nil for no such field.
func (l *letter) field(name string) func(string) error {
	people := func(list *[]string) func(string) error {
		return func(value string) error {
			found := mailfile.Addresses(value)
			if len(found) == 0 {
				return refusal("%q is no mail address", clean.Line(strings.TrimSpace(value), 100))
			}
			*list, l.told = append(*list, found...), true
			return nil
		}
	}
	switch name {
	case "to":
		return people(&l.to)
	case "cc":
		return people(&l.cc)
	case "bcc":
		return people(&l.bcc)
	case "reply-to":
		return func(value string) error {
			found := mailfile.Addresses(value)
			if len(found) != 1 {
				return refusal("%q is no mail address", clean.Line(strings.TrimSpace(value), 100))
			}
			l.replyTo = found[0]
			return nil
		}
	case "subject":
		return func(value string) error { l.subject = oneLine(value); return nil }
	}
	return nil
}

// fresh addresses a letter that answers nothing.
func (c account) fresh(l *letter) error {
	if !l.told {
		if l.to = mailfile.Addresses(c.set(setTo)); len(l.to) == 0 {
			return refusal("a mail needs to know whom it goes to: begin the text with a line To: NAME@EXAMPLE.ORG, then Subject: ..., then a blank line")
		}
		l.bulk = true
	}
	l.bulk = l.bulk || len(l.to)+len(l.cc)+len(l.bcc) > 1
	if l.subject == "" {
		first, _, _ := strings.Cut(strings.TrimSpace(l.text), "\n")
		l.subject = shortened(oneLine(first), maxSubject)
	}
	return nil
}

// answer addresses a letter that answers m: to where its author wants answers.
// Nobody reads what goes to programs, and everybody what goes to a list, so that
// a person has to say so.
func (c account) answer(l *letter, m *store.Mention) error {
	if !l.told {
		l.to = recall(m, extraReplyTo)
		if len(l.to) == 0 && m.Author.Email != "" {
			l.to = []string{m.Author.Email}
		}
		if m.Author.Email == c.address() { // our own words: on to whom they went
			l.to = recall(m, extraTo)
		}
		if len(l.to) == 0 {
			return refusal("this mail names nobody to answer; begin the text with a line To: NAME@EXAMPLE.ORG and a blank line")
		}
		if err := mayAnswer(m, l.to); err != nil {
			return err
		}
	}
	if l.subject == "" {
		l.subject = "Re: " + bareSubject(m.Body.Title)
	}
	l.parent = m.Key.ID
	l.refs = recall(m, extraReferences)
	if len(l.refs) == 0 {
		for _, id := range []string{m.Place.Thread, m.Place.Parent} {
			if id != "" && id != m.Key.ID && !slices.Contains(l.refs, id) {
				l.refs = append(l.refs, id)
			}
		}
	}
	l.refs = append(l.refs, m.Key.ID)
	return nil
}

// mayAnswer refuses to write to nobody, or to everybody.
func mayAnswer(m *store.Mention, to []string) error {
	const how = "; to send it all the same, begin the text with a line To: %s and a blank line"
	for _, a := range to {
		if mailfile.NoReply(a) {
			return refusal("nobody reads what is sent to %s"+how, a, a)
		}
	}
	switch {
	case slices.Contains(m.Work.Tags, mailfile.TagBounce):
		return refusal("this was written by a mail server, which reads no answers"+how, to[0])
	case slices.Contains(m.Work.Tags, mailfile.TagAuto):
		return refusal("this was written by a program, which reads no answers"+how, to[0])
	case slices.Contains(m.Work.Tags, mailfile.TagList):
		return refusal("this came through a list, and the answer could go to everybody on it"+how+"; or take the tag %s off first", to[0], mailfile.TagList)
	}
	return nil
}

// bareSubject takes the marks of answers off a subject, in the languages in
// which programs write them.
func bareSubject(s string) string {
	s = oneLine(s)
	for {
		head, rest, ok := strings.Cut(s, ":")
		word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(head)), "[")
		if !ok || !slices.Contains([]string{"re", "aw", "sv", "antw", "ответ", "на", "отв"}, word) {
			break
		}
		s = strings.TrimSpace(rest)
	}
	if s == "" {
		return "(no subject)"
	}
	return s
}

// body is the whole text of a letter.
func (c account) body(l *letter) string {
	text := strings.TrimRight(l.text, " \t\n")
	if s := strings.TrimRight(c.Settings[setSignature], " \t\n"); s != "" {
		text += "\n\n-- \n" + s
	}
	if l.original != nil && c.set(setQuote) == "yes" {
		text += "\n\n" + quote(l.original)
	}
	return text + "\n"
}

// quote is the original below an answer.
func quote(m *store.Mention) string {
	who := m.Author.Name
	if who == "" {
		who = m.Author.Email
	}
	lines := strings.Split(m.Body.Text, "\n")
	var b strings.Builder
	b.WriteString(oneLine(who) + ", " + m.Created.Format("2006-01-02 15:04 -0700") + ":\n")
	for _, line := range lines[:min(len(lines), maxQuoted)] {
		b.WriteString(strings.TrimRight("> "+line, " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// compose writes a letter as a message.
func (c *Connector) compose(l *letter) ([]byte, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.SetUserAgent("earshot")
	m.SetMessageIDWithValue(l.id)
	m.SetDateWithValue(c.env.Now().UTC().Truncate(time.Second))
	m.Subject(l.subject)
	from := m.From(c.address())
	if name := oneLine(c.set(setFrom)); name != "" {
		from = m.FromFormat(name, c.address())
	}
	for _, err := range []error{from, m.To(l.to...), m.Cc(l.cc...)} {
		if err != nil {
			return nil, refusal("a mail address cannot be used: %s", c.key.quoted(err.Error()))
		}
	}
	if l.replyTo != "" {
		if err := m.ReplyTo(l.replyTo); err != nil {
			return nil, refusal("%s cannot be used as Reply-To", l.replyTo)
		}
	}
	if l.parent != "" {
		m.SetGenHeaderPreformatted(gomail.HeaderInReplyTo, "<"+l.parent+">")
		m.SetGenHeaderPreformatted(gomail.HeaderReferences, "<"+strings.Join(l.refs, ">\r\n <")+">")
	}
	if l.bulk {
		c.leave(m)
	}
	m.SetBodyString(gomail.TypeTextPlain, c.body(l))
	if err := attach(m, l.files); err != nil {
		return nil, err
	}
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return nil, refusal("the mail cannot be written: %s", c.key.quoted(err.Error()))
	}
	return raw.Bytes(), nil
}

// attach adds the files. The library's own way leaves a file out, without a word,
// that cannot be opened.
func attach(m *gomail.Msg, files []store.Attachment) error {
	room := int64(maxFilesSize)
	for _, f := range files {
		name := clean.Line(filepath.Base(f.Path), 200)
		about, err := os.Stat(f.Path)
		if err != nil || !about.Mode().IsRegular() {
			return refusal("the file %s cannot be read; is it still there?", name)
		}
		if room -= about.Size(); room < 0 {
			return refusal("the files are larger than %d MB together; send fewer, or smaller ones", maxFilesSize>>20)
		}
		content, err := os.ReadFile(f.Path)
		if err != nil {
			return refusal("the file %s cannot be read; is it still there?", name)
		}
		if err := m.AttachReader(name, bytes.NewReader(content), gomail.WithFileDescription(oneLine(f.Alt))); err != nil {
			return refusal("the file %s cannot be read", name)
		}
	}
	return nil
}

// leave tells people who get what goes to many how to leave (RFC 2369, 8058).
func (c account) leave(m *gomail.Msg) {
	var ways []string
	oneClick := false
	for _, way := range strings.FieldsFunc(c.set(setUnsubscribe), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
		switch {
		case strings.HasPrefix(way, "https://"):
			oneClick = true
		case strings.HasPrefix(way, "mailto:"):
		case strings.Contains(way, "@"):
			way = "mailto:" + way + "?subject=unsubscribe"
		default:
			continue
		}
		ways = append(ways, "<"+oneLine(way)+">")
	}
	if len(ways) == 0 {
		return
	}
	m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, strings.Join(ways, ", "))
	if oneClick {
		m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
}

// oneLine keeps a value from opening a header line of its own.
func oneLine(s string) string { return strings.TrimSpace(clean.Line(s, 2000)) }

// shortened cuts a text at a letter.
func shortened(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 126 || r < ' ' })
}
