package learn

// memory knows texts by their keys, and what each was taught last.
type memory struct {
	limit int
	at    map[uint64]answers
	order []uint64 // oldest first, a ring once it is full
	next  int
}

// answers are the classes of a text plus one, by task; 0: not taught.
type answers [Tasks]uint8

// put remembers what a text was taught. The oldest text is forgotten for a new
// one when there are too many.
func (m *memory) put(key uint64, t Task, class int) {
	if m.limit <= 0 || class < 0 || class > 254 {
		return
	}
	if m.at == nil {
		m.at = map[uint64]answers{}
	}
	a, known := m.at[key]
	a[t] = uint8(class) + 1
	m.at[key] = a
	switch {
	case known:
	case len(m.order) < m.limit:
		m.order = append(m.order, key)
	default:
		delete(m.at, m.order[m.next])
		m.order[m.next] = key
		m.next = (m.next + 1) % m.limit
	}
}

func (m *memory) get(key uint64, t Task) (class int, ok bool) {
	a := m.at[key][t]
	return int(a) - 1, a > 0
}
