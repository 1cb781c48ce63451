package store

import (
	"net/url"
	"strconv"
	"strings"
)

// Attached is a file that hangs on a mention and lies with its network until
// somebody wants it: the attachment of a mail.
type Attached struct {
	Name string // as the sender called it: outside text
	Type string // such as "application/pdf"; "" = not known
	Size int64  // bytes, about; 0 = not known
}

// Attached tells whether a medium is such a file, and what is known of it. Its
// address is attachment:NAME or cid:ID, with type and size behind it.
func (m Media) Attached() (Attached, bool) {
	if !strings.HasPrefix(m.URL, "attachment:") && !strings.HasPrefix(m.URL, "cid:") {
		return Attached{}, false
	}
	_, query, _ := strings.Cut(m.URL, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		values = nil // of somebody else's making
	}
	a := Attached{Name: m.Alt, Type: values.Get("type")}
	if n, err := strconv.ParseInt(values.Get("size"), 10, 64); err == nil && n > 0 {
		a.Size = n
	}
	return a, true
}
