package desk

import (
	"cmp"
	"strings"

	"earshot/store"
)

// AlertForms is a sentence for prompts and errors.
const AlertForms = "every, over 10 in 1h, spike, vip, trend; then: as NAME on QUERY"

// ParseAlert reads a subscription as it is typed on one line: when it raises, then
// "as NAME" and "on QUERY", both of which may be left out. Without a name it is
// called by its query.
func ParseAlert(text string) (store.AlertSub, error) {
	head, asked, _ := cutWord(" "+text, " on ")
	condition, name, _ := cutWord(head, " as ")
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
		name = strings.TrimSpace(string(r[:24]))
	}
	return name
}

// AlertText writes a subscription as ParseAlert reads it.
func AlertText(s store.AlertSub) string {
	text := WhenText(s) + " as " + s.Name
	if s.Query != "" {
		text += " on " + s.Query
	}
	return text
}

// cutWord cuts a text at the first of a word, in any case.
func cutWord(text, word string) (before, after string, found bool) {
	i := strings.Index(strings.ToLower(text), word)
	if i < 0 || len(strings.ToLower(text)) != len(text) {
		return text, "", false
	}
	return text[:i], text[i+len(word):], true
}
