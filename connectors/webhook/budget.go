package webhook

import (
	"sync"
	"time"
)

// budget counts what each key does in a minute. It forgets everything with the
// minute, and takes no more keys than it has room for.
type budget struct {
	mu    sync.Mutex
	from  time.Time
	count map[string]int
}

const (
	budgetTime = time.Minute
	budgetKeys = 10_000
)

// spend counts one more, and tells how long to wait where that is too many.
func (b *budget) spend(key string, most int, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn(now)
	if n, known := b.count[key]; n >= most || !known && len(b.count) >= budgetKeys {
		return b.from.Add(budgetTime).Sub(now)
	}
	b.count[key]++
	return 0
}

// spent tells how long a key that has used up its budget has to wait.
func (b *budget) spent(key string, most int, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn(now)
	if b.count[key] < most {
		return 0
	}
	return b.from.Add(budgetTime).Sub(now)
}

// turn begins a new minute. A clock that went back begins one, too.
func (b *budget) turn(now time.Time) {
	if b.count == nil || now.Before(b.from) || now.Sub(b.from) >= budgetTime {
		b.from, b.count = now, map[string]int{}
	}
}
