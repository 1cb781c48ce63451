package people

import (
	"context"
	"strings"

	"earshot/store"
	"earshot/ui/keys"
)

// try is one reading of what was typed.
type try struct {
	text string
	note string // how it was read, where it is not as typed
}

// tries are the readings of a text in the order in which they are looked for:
// as typed, as the same keys write on the other layout, in the other script.
func tries(text string) []try {
	out := []try{{text: text}}
	add := func(t try) {
		for _, have := range out {
			if have.text == t.text {
				return
			}
		}
		if strings.TrimSpace(t.text) != "" {
			out = append(out, t)
		}
	}
	add(try{keys.Slip(text), "read on the other layout: "})
	add(try{otherScript(text), "written in the other script: "})
	return out
}

// search looks for people under each reading until somebody is found.
func search(ctx context.Context, text string, find func(context.Context, string, int) ([]store.Identity, error)) answer {
	for _, t := range tries(text) {
		found, err := find(ctx, t.text, most)
		if err != nil || len(found) > 0 {
			a := answer{found: found, text: t.text, err: err}
			if t.note != "" {
				a.note = t.note + t.text
			}
			return a
		}
	}
	return answer{text: text}
}

// pairs writes Russian sounds in Latin letters as people do in handles; longer
// ones first. The reverse reads the first Latin form of each.
func pairs() []string {
	return strings.Fields("щ shch ш sh ч ch ж zh х kh ц ts ю yu я ya ё e э e а a б b в v г g д d е e з z и i й y к k л l м m н n о o п p р r с s т t у u ф f ы y")
}

// otherScript writes a text of Cyrillic letters in Latin ones and the reverse;
// what knows no such letter stays.
func otherScript(text string) string {
	text = strings.ToLower(text)
	list := pairs()
	cyrillic := strings.ContainsFunc(text, func(r rune) bool { return r >= 'а' && r <= 'я' || r == 'ё' })
	var order []string
	for i := 0; i < len(list); i += 2 {
		from, to := list[i+1], list[i]
		if cyrillic {
			from, to = to, from
		}
		if !cyrillic && (to == "ё" || to == "э" || to == "ы") {
			continue // е and й are by far the more frequent
		}
		order = append(order, from, to)
	}
	if cyrillic {
		order = append(order, "ь", "", "ъ", "")
	}
	return strings.NewReplacer(order...).Replace(text)
}

// reason says in which of the names of a person the words stand: the first that
// holds the first word.
func reason(f store.Identity, text string) string {
	words := strings.Fields(fold(strings.TrimPrefix(strings.TrimSpace(text), "@")))
	if len(words) == 0 {
		return "reach"
	}
	for _, field := range []struct{ name, text string }{
		{"name", f.Author.Name}, {"handle", f.Author.Handle}, {"e-mail", f.Author.Email}, {"place", f.Author.Location},
	} {
		if strings.Contains(fold(field.text), words[0]) {
			return field.name
		}
	}
	return "id"
}

func fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "ё", "е") }

// cut parts a name before and behind the first of the words in it.
func cut(name, text string) (before, match, after string) {
	words := strings.Fields(fold(strings.TrimPrefix(strings.TrimSpace(text), "@")))
	low := fold(name)
	if len(words) == 0 || len(low) != len(name) { // letters whose lower case has another length
		return name, "", ""
	}
	for _, w := range words {
		if i := strings.Index(low, w); i >= 0 {
			return name[:i], name[i : i+len(w)], name[i+len(w):]
		}
	}
	return name, "", ""
}
