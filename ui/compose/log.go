package compose

// log is what can be taken back of a text, and done again. It keeps what has
// changed, not the text before: a hundred thousand letters stay one copy.
type log struct {
	past  []moment // oldest first
	ahead []moment
	mode  string // what the last change was; a change of mode begins a moment
}

// moment is what one key takes back: a word typed, a paste, a cut.
type moment struct {
	changes []change
	before  int // where the cursor stood
	after   int // where it stands once done again
}

// change is one replacement of visible characters.
type change struct {
	at      int
	out, in []string
}

// How many moments can be taken back.
const maxMoments = 200

// begin opens a moment for a change; changes of one mode in a row are one.
func (l *log) begin(mode string, at int) {
	l.ahead = nil
	if mode != "" && mode == l.mode && len(l.past) > 0 {
		return
	}
	if mode == "insert" && l.mode == "space" && len(l.past) > 0 {
		l.mode = mode // the space before a word goes with it
		return
	}
	l.mode = mode
	l.past = append(l.past, moment{before: at})
	if len(l.past) > maxMoments {
		l.past = l.past[1:]
	}
}

// note adds a change to the moment under way.
func (l *log) note(c change) {
	m := &l.past[len(l.past)-1]
	m.changes = append(m.changes, c)
}

// step takes back a moment, or does it again.
func (a *area) step(from, to *[]moment, back bool) bool {
	if len(*from) == 0 {
		return false
	}
	m := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	at := a.at
	for i := range m.changes {
		if back {
			c := m.changes[len(m.changes)-1-i]
			a.put(c.at, c.at+len(c.in), c.out)
		} else {
			c := m.changes[i]
			a.put(c.at, c.at+len(c.out), c.in)
		}
	}
	if back {
		m.after = at
		a.at = m.before
	} else {
		a.at = m.after
	}
	*to = append(*to, m)
	a.log.mode = ""
	a.touched()
	return true
}
