package feed

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// maxParsed is how many items of a document the parser is given. It is more
// than are handed on, because items without a word are left out.
const maxParsed = 2 * maxItems

// shortenXML cuts a document behind so many items.
func shortenXML(text string) string {
	tag := itemTag(text)
	first := itemAt(text, tag)
	if first < 0 {
		return text
	}
	at := first
	for range maxParsed {
		next := itemAt(text[at+1:], tag)
		if next < 0 {
			return text
		}
		at += 1 + next
	}
	return text[:at] + closing(text[:first])
}

// shortenJSON keeps so many items of a JSON Feed, and of those only objects.
func shortenJSON(text string) (string, error) {
	d := json.NewDecoder(strings.NewReader(text))
	if _, err := d.Token(); err != nil {
		return "", err
	}
	out := map[string]json.RawMessage{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return "", err
		}
		name, ok := key.(string)
		if !ok {
			return "", errors.New("a name is missing")
		}
		if name != "items" {
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				return "", err
			}
			out[name] = raw
			continue
		}
		if out[name], err = shortenItems(d); err != nil {
			return "", err
		}
	}
	if _, err := d.Token(); err != nil {
		return "", err
	}
	short, err := json.Marshal(out)
	return string(short), err
}

// shortenItems reads the array of items one by one.
func shortenItems(d *json.Decoder) (json.RawMessage, error) {
	open, err := d.Token()
	if err != nil {
		return nil, err
	}
	if open == nil {
		return json.RawMessage("[]"), nil // programs in Go write an empty list as null
	}
	if open != json.Delim('[') {
		return nil, errors.New("the items are no list")
	}
	items := []json.RawMessage{}
	for d.More() {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, err
		}
		if len(raw) > 0 && raw[0] == '{' && len(items) < maxParsed {
			items = append(items, raw)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return json.Marshal(items)
}

// jsonWords says what is wrong with a document, without the names of our types.
func jsonWords(err error) string {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too soon"
	case errors.As(err, &kind):
		name := kind.Field[strings.LastIndexByte(kind.Field, '.')+1:]
		return kind.Value + " is no value for " + name
	}
	return err.Error()
}
