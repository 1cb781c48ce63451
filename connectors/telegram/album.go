package telegram

import (
	"encoding/json"
	"slices"
	"strings"

	"earshot/store"
)

// albums puts the pictures of an album, which come as messages of their own,
// back together: one mention under the id of the first that came. It remembers
// the newest few.
type albums struct {
	newest []*album
	// warm are the albums that the last page has added to: what of them is still
	// to come may come to another process, so they travel with the cursor.
	warm []*album
}

// album is one, by its parts in the order in which they came.
type album struct {
	Name  string
	Parts []*store.Mention
}

const (
	maxAlbums = 16
	// maxWarm caps what travels with the cursor; an album has ten parts at most.
	maxWarm, maxParts = 4, 10
)

// join adds a message to its album, and gives the mention to store: the
// album's, once more, when it is known. An edit takes the place of its part; of
// an album that is not remembered it stands for itself.
func (a *albums) join(said *store.Mention, m *message) *store.Mention {
	if said == nil || m.Album == "" {
		return said
	}
	name := said.Place.Thread + "/" + id(m.Chat.ID) + "/" + m.Album
	i := slices.IndexFunc(a.newest, func(x *album) bool { return x.Name == name })
	if i < 0 && m.EditDate > 0 {
		return said
	}
	if i < 0 {
		a.newest = append(a.newest, &album{Name: name})
		a.newest = a.newest[max(0, len(a.newest)-maxAlbums):]
		i = len(a.newest) - 1
	}
	known := a.newest[i]
	switch at := slices.IndexFunc(known.Parts, func(p *store.Mention) bool { return p.Key == said.Key }); {
	case at >= 0:
		known.Parts[at] = said
	case len(known.Parts) >= maxParts:
		return said // no album of Telegram's
	default:
		known.Parts = append(known.Parts, said)
	}
	if !slices.Contains(a.warm, known) {
		a.warm = append(a.warm, known)
		a.warm = a.warm[max(0, len(a.warm)-maxWarm):]
	}
	whole := known.whole()
	whole.Edited = said.Edited
	return whole
}

// whole is the mention of all parts so far: the text is that of the parts that
// have one, the files are those of all.
func (a *album) whole() *store.Mention {
	out := *a.Parts[0]
	out.Body.Media, out.Body.Links = nil, nil
	var texts, names, files []string
	var first Extra
	for i, p := range a.Parts {
		out.Body.Media = append(out.Body.Media, p.Body.Media...)
		out.Body.Links = append(out.Body.Links, p.Body.Links...)
		if standsFor(p.Body) {
			names = append(names, p.Body.Text)
		} else {
			texts = append(texts, p.Body.Text)
		}
		var x Extra
		if json.Unmarshal(p.Extra[Network], &x) == nil {
			files = append(files, x.Files...)
		}
		if i == 0 {
			first = x
		}
	}
	if len(texts) == 0 {
		texts = names
	}
	out.Body.Text = strings.Join(texts, "\n")
	first.Files = files
	if raw, err := json.Marshal(first); err == nil {
		out.Extra = map[string]json.RawMessage{Network: raw}
	}
	return &out
}

// pack writes the cursor: the offset, and behind it the albums that are warm.
func (a *albums) pack(offset int64) []byte {
	if len(a.warm) > 0 {
		if raw, err := json.Marshal(a.warm); err == nil {
			return append([]byte(id(offset)+" "), raw...)
		}
	}
	return []byte(id(offset))
}

// unpack takes the albums of a cursor, which another process has written.
func (a *albums) unpack(cursor []byte) {
	_, raw, ok := strings.Cut(string(cursor), " ")
	if !ok || a.newest != nil {
		return
	}
	var all []*album
	if json.Unmarshal([]byte(raw), &all) != nil {
		return
	}
	for _, x := range all[:min(len(all), maxWarm)] {
		if x != nil && len(x.Parts) > 0 && len(x.Parts) <= maxParts && !slices.Contains(x.Parts, nil) {
			a.newest = append(a.newest, x)
		}
	}
}
