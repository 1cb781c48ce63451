package match

import (
	"sync"
	"sync/atomic"

	"earshot/scoring/text"
)

// fewTexts is how many texts a query reads before it begins to remember words.
// Most queries read fewer, because an index answers them; those that walk over
// everything cut and stem a text five times as fast with it.
const fewTexts = 16

// memory is what a query remembers of the words it has read.
type memory struct {
	texts atomic.Int32
	once  sync.Once
	words *text.Cutter
	given *text.Cutter // shared with other queries, see Matcher.With
}

// cutter gives what cuts the next text; nil, which is a Cutter too, as long as
// they are few.
func (m *memory) cutter() *text.Cutter {
	if m.given != nil {
		return m.given
	}
	if m.texts.Load() < fewTexts && m.texts.Add(1) <= fewTexts {
		return nil
	}
	m.once.Do(func() { m.words = text.NewCutter() })
	return m.words
}
