package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"earshot/store"
	"earshot/store/clean"
)

// correction is a correction in the exchange format. Only text and label are
// needed; where there is no id, it is made of the rest, so that the same line is
// the same correction each time.
type correction struct {
	ID      string `json:"id,omitempty"`
	Text    string `json:"text"`
	Label   string `json:"label"`
	Lang    string `json:"lang,omitempty"`
	By      string `json:"by,omitempty"`
	At      string `json:"at,omitempty"`
	Was     string `json:"was,omitempty"`
	Mention string `json:"mention,omitempty"`
}

// EncodeCorrection gives a correction as one line of JSON, without its end.
func EncodeCorrection(c store.Correction) ([]byte, error) {
	x := correction{ID: c.ID, Text: c.Text, Label: c.Label, Lang: c.Lang, By: c.By, Was: c.Was, Mention: c.Mention}
	if !c.At.IsZero() {
		x.At = c.At.UTC().Format(time.RFC3339Nano)
	}
	return encodeLine(x)
}

func encodeLine(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// The largest sizes of what a line may hold, in bytes; a longer text is cut.
const (
	maxTaughtLine = 1 << 20
	maxTaught     = 64 << 10
	maxTaughtWord = 1 << 10
)

// Corrections reads lines of corrections. A line that cannot be one is a
// *Refusal, and the reading goes on; any other error ends it. Whether its label
// is one is not looked at.
func Corrections(r io.Reader) iter.Seq2[store.Correction, error] {
	return func(yield func(store.Correction, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 64<<10), maxTaughtLine)
		number := 0
		for lines.Scan() {
			number++
			raw := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
			if len(raw) == 0 {
				continue
			}
			c, err := readCorrection(raw)
			if err != nil {
				err = &Refusal{Reason: fmt.Sprintf("line %d: %v", number, err)}
			}
			if !yield(c, err) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(store.Correction{}, fmt.Errorf("line %d: %w", number+1, err))
		}
	}
}

func readCorrection(raw []byte) (store.Correction, error) {
	var x correction
	if err := json.Unmarshal(raw, &x); err != nil {
		return store.Correction{}, errors.New("it is no JSON object with text and label")
	}
	line := func(s string) string { return clean.Line(s, maxTaughtWord) }
	c := store.Correction{
		ID: line(x.ID), Text: clean.Text(x.Text, maxTaught), Label: line(x.Label), Lang: line(x.Lang),
		By: line(x.By), Was: line(x.Was), Mention: line(x.Mention),
	}
	switch {
	case c.Text == "":
		return c, errors.New("it has no text")
	case c.Label == "":
		return c, errors.New("it has no label")
	}
	if x.At != "" {
		at, err := time.Parse(time.RFC3339Nano, x.At)
		if err != nil {
			return c, fmt.Errorf("%q is no time as RFC 3339 writes it", x.At)
		}
		c.At = store.Stamp(at)
	}
	if !plainID(c.ID) {
		c.ID = idOf(c)
	}
	return c, nil
}

// idOf makes the id of a correction that has none: its time, and what it says.
func idOf(c store.Correction) string {
	sum := fnv.New128a()
	for _, s := range []string{c.Text, c.Label, c.Lang, c.By} {
		_, _ = io.WriteString(sum, s+"\x00")
	}
	var id ulid.ULID
	if at := c.At.UnixMilli(); !c.At.IsZero() && at > 0 {
		_ = id.SetTime(uint64(at)) // years that have five digits stay at the beginning
	}
	_ = id.SetEntropy(sum.Sum(nil)[:10])
	return id.String()
}

// plainID tells whether an id may be kept as it is.
func plainID(id string) bool {
	return id != "" && len(id) <= 64 && strings.Trim(id, "+0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
