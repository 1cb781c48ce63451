package mailfile

import (
	"bytes"
	"strings"
	"time"
)

const (
	maxSalvaged = 200      // fields that are taken over
	maxValue    = 8 << 10  // bytes of one
	maxLooked   = 64 << 10 // bytes of a header in which they are looked for
)

// Salvage reads what can be read of a message that Read refuses: who wrote it,
// when, about what. Its text says why there is no other. In a mailbox that is
// watched nothing may be passed over because it is strange. It refuses only what
// has no header at all.
func Salvage(raw []byte, why error, delivered, now time.Time) (*Mail, error) {
	h, _ := splitHeader(raw[:min(len(raw), maxLooked)])
	var b bytes.Buffer
	for _, f := range h[:min(len(h), maxSalvaged)] {
		if strings.HasPrefix(f.name, "content-") || f.name == "mime-version" {
			continue
		}
		value := strings.Map(func(r rune) rune {
			if r == '\n' || r == '\r' {
				return ' '
			}
			return r
		}, f.value[:min(len(f.value), maxValue)])
		b.WriteString(f.name + ": " + value + "\n")
	}
	if b.Len() == 0 {
		return nil, refuse("is not a mail: it has no header")
	}
	b.WriteString("content-type: text/plain; charset=utf-8\n\n[the text of this mail cannot be read: it " + why.Error() + "]\n")
	if delivered.IsZero() {
		delivered = now
	}
	return Read(b.Bytes(), delivered, now)
}
