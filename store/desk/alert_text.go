package desk

import (
	"cmp"
	"strings"

	"earshot/store"
)

// AlertForms is a sentence for prompts and errors.
const AlertForms = "every, over 10 in 1h, spike, vip, silent, trend; then: as NAME on QUERY"

// ParseAlert reads a subscription as it is typed on one line: when it raises, then
// "as NAME" and "on QUERY", both of which may be left out. Without a name it is
// called by its query.
func ParseAlert(text string) (store.AlertSub, error) {
	condition, asked, _ := cutWord(" "+text, " on ")
	name := ""
	if before, rest, ok := cutWord(" "+text, " as "); ok && len(before) < len(condition) {
		condition = before
		name, asked = cutName(rest)
	}
	s, err := ParseWhen(condition)
	if err != nil {
		return s, err
	}
	s.Query = strings.TrimSpace(asked)
	s.Name = NameAlert(s, strings.TrimSpace(name))
	return s, nil
}

// NameAlert is what a subscription is called: the name given, else its query, else
// its kind.
func NameAlert(s store.AlertSub, name string) string {
	name = cmp.Or(name, s.Query, string(s.When))
	name = strings.NewReplacer("'", "", "/", " ").Replace(name)
	if r := []rune(name); len(r) > 24 {
		name = string(r[:24])
	}
	return cmp.Or(strings.TrimSpace(name), string(s.When))
}

// AlertText writes a subscription as ParseAlert reads it.
func AlertText(s store.AlertSub) string {
	name := s.Name
	if got, asked := cutName(name + " on x"); got != name || asked != "x" {
		name = "'" + name + "'"
	}
	text := WhenText(s) + " as " + name
	if s.Query != "" {
		text += " on " + s.Query
	}
	return text
}

// cutName cuts a name from the query behind it. A name that has " on " in it stands
// in single quotes, which no name has.
func cutName(text string) (name, asked string) {
	if quoted, ok := strings.CutPrefix(strings.TrimSpace(text), "'"); ok {
		if name, rest, ok := strings.Cut(quoted, "'"); ok {
			if before, asked, _ := cutWord(rest+" ", " on "); strings.TrimSpace(before) == "" {
				return name, strings.TrimSpace(asked)
			}
		}
	}
	name, asked, _ = cutWord(text, " on ")
	return strings.TrimSpace(name), strings.TrimSpace(asked)
}

// cutWord cuts a text at the first of a word, in any case. It compares byte by byte:
// some letters are longer in the other case.
func cutWord(text, word string) (before, after string, found bool) {
	for i := range text[:max(0, len(text)-len(word)+1)] {
		if strings.EqualFold(text[i:i+len(word)], word) {
			return text[:i], text[i+len(word):], true
		}
	}
	return text, "", false
}
