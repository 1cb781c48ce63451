package mailfile

import (
	"encoding/base64"
	"mime/quotedprintable"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"earshot/store"
)

// compose writes a mention as a message (RFC 5322) with "\n" line ends. Mail
// has a place for author, time, subject, discussion, text and tags; a few more
// fields stand in X-Earshot-*, for people and scripts. They are not believed
// when the file is read: anybody can send such a header.
func compose(m *store.Mention) []byte {
	var b strings.Builder
	put := func(name, value string) {
		if value = oneLine(value); value != "" {
			b.WriteString(fold(name + ": " + value))
		}
	}
	put("Message-ID", bracketed(m, m.Key.ID))
	put("Date", m.Created.UTC().Format(time.RFC1123Z))
	put("From", fromField(m))
	put("Subject", encodeWords(oneLine(m.Body.Title)))
	if p := m.Place; p.Thread != "" && p.Thread != m.Key.ID {
		references := bracketed(m, p.Thread)
		if p.Parent != "" && p.Parent != p.Thread {
			references += " " + bracketed(m, p.Parent)
		}
		put("References", references)
	}
	if m.Place.Parent != "" {
		put("In-Reply-To", bracketed(m, m.Place.Parent))
	}
	put("Keywords", encodeWords(strings.Join(m.Work.Tags, ", ")))
	if m.Key.Network != "mail" {
		put("X-Earshot-Network", m.Key.Network)
		put("X-Earshot-ID", encodeWords(m.Key.ID))
		put("X-Earshot-Handle", encodeWords(m.Author.Handle))
	}
	put("X-Earshot-URL", encodeWords(m.URL))
	put("X-Earshot-State", string(m.Work.State))
	put("X-Earshot-Assignee", encodeWords(m.Work.Assignee))
	encoding, body := encodeText(m.Body.Text)
	put("MIME-Version", "1.0")
	put("Content-Type", "text/plain; charset=utf-8")
	put("Content-Transfer-Encoding", encoding)
	b.WriteString("\n" + body)
	if !strings.HasSuffix(body, "\n") {
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

// bracketed gives the message id that stands for a remote id. Those of other
// networks get a domain that can never exist (RFC 2606).
func bracketed(m *store.Mention, id string) string {
	if m.Key.Network == "mail" && goodID(id) {
		return "<" + id + ">"
	}
	return "<" + url.PathEscape(id) + "@" + m.Key.Network + ".earshot.invalid>"
}

func fromField(m *store.Mention) string {
	a := m.Author
	email := a.Email
	if !strings.Contains(email, "@") || !goodID(email) || strings.ContainsAny(email, ",;()\"") {
		local := a.Handle
		if local == "" {
			local = a.ID
		}
		if local == "" {
			local = "unknown"
		}
		email = strings.ReplaceAll(url.PathEscape(local), "@", "%40") + "@" + m.Key.Network + ".earshot.invalid"
	}
	name := oneLine(a.Name)
	switch {
	case name == "":
		return email
	case encodeWords(name) != name:
		name = encodeWords(name)
	default:
		name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
	}
	return name + " <" + email + ">"
}

// oneLine keeps a value from opening a header line of its own.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s))
}

// encodeWords writes a value as encoded words (RFC 2047) where ASCII will not
// do, or where a long word could not be folded.
func encodeWords(s string) string {
	if isASCII([]byte(s)) && !strings.Contains(s, "=?") && !strings.Contains(s, "  ") && longestWord(s) < 900 {
		return s
	}
	const size = 45 // bytes that give a word of at most 75 characters
	var words []string
	for s != "" {
		cut := min(size, len(s))
		for cut > 0 && cut < len(s) && !utf8.RuneStart(s[cut]) {
			cut--
		}
		if cut == 0 {
			cut = min(size, len(s))
		}
		words = append(words, "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[:cut]))+"?=")
		s = s[cut:]
	}
	return strings.Join(words, " ")
}

func longestWord(s string) int {
	longest := 0
	for w := range strings.SplitSeq(s, " ") {
		longest = max(longest, len(w))
	}
	return longest
}

// fold breaks a header line at spaces (RFC 5322, 2.2.3).
func fold(line string) string {
	const width = 76
	var b strings.Builder
	used := 0
	for i, w := range strings.Split(line, " ") {
		switch {
		case i == 0:
		case used+1+len(w) > width && w != "":
			b.WriteString("\n ")
			used = 1
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(w)
		used += len(w)
	}
	b.WriteByte('\n')
	return b.String()
}

// encodeText chooses the transfer encoding that stays readable where it can.
func encodeText(text string) (encoding, body string) {
	text = unixLines(text)
	foreign, longest, line := 0, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\n':
			longest, line = max(longest, line), 0
			continue
		case c >= utf8.RuneSelf || c < ' ' && c != '\t':
			foreign++
		}
		line++
	}
	longest = max(longest, line)
	var b strings.Builder
	switch {
	case foreign == 0 && longest <= 990:
		return "7bit", text
	case foreign*4 > len(text):
		raw := base64.StdEncoding.EncodeToString([]byte(text))
		const width = 76
		for len(raw) > width {
			b.WriteString(raw[:width] + "\n")
			raw = raw[width:]
		}
		b.WriteString(raw)
		return "base64", b.String()
	}
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a strings.Builder does not fail
	_ = w.Close()
	return "quoted-printable", unixLines(b.String())
}
