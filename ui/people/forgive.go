package people

import (
	"context"
	"strings"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
)

// try is one reading of what was typed.
type try struct {
	text string
	note string // how it was read, where it is not as typed
}

// tries are the readings of a text in the order in which they are looked for: as
// typed, and as the same keys write on the other layout. The script needs no
// reading: the directory knows names in both.
func tries(text string) []try {
	out := []try{{text: text}}
	if other := keys.Slip(text); other != text && strings.TrimSpace(other) != "" {
		out = append(out, try{other, "read on the other layout: "})
	}
	return out
}

// look is the directory's.
type look func(context.Context, desk.Ask) ([]desk.Found, error)

// search looks for people under each reading until somebody is found without an
// error to be forgiven; if that is nobody, the first who were found are.
func search(ctx context.Context, text string, scope store.Scope, find look) answer {
	first := answer{text: text}
	for i, t := range tries(text) {
		ask := desk.ReadAsk(t.text)
		ask.Limit, ask.Scope = most, scope
		found, err := find(ctx, ask)
		a := answer{found: found, text: t.text, err: err}
		if i > 0 {
			a.note = t.note + t.text
		}
		switch {
		case err != nil && i > 0:
			return first // what was typed is no topic on the other layout
		case err != nil, len(found) > 0 && !found[0].Forgiven:
			return a
		case len(first.found) == 0 && len(found) > 0:
			first = a
		}
	}
	return first
}

// cut parts a name before and behind what of it was met.
func cut(name, met string) (before, match, after string) {
	if i := strings.Index(name, met); met != "" && i >= 0 {
		return name[:i], met, name[i+len(met):]
	}
	return name, "", ""
}
