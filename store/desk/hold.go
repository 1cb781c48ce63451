package desk

import (
	"context"
	"sync"
)

// openDrafts is which drafts are open on a screen. It lives in memory: one process
// owns the data and with it all screens, so nothing is left over after a crash.
type openDrafts struct {
	mu sync.Mutex
	by map[string]context.Context // draft -> the screen that has it open
}

func newOpenDrafts() *openDrafts { return &openDrafts{by: map[string]context.Context{}} }

// HoldDraft notes that a draft is open on a screen until release is called or
// the screen's context ends. It reports false, and notes nothing, if the draft
// is open on another screen already: who comes second has to be told.
func (p *Publish) HoldDraft(screen context.Context, id string) (release func(), ok bool) {
	h := p.open
	h.mu.Lock()
	defer h.mu.Unlock()
	if other, open := h.by[id]; open && other != screen && other.Err() == nil {
		return func() {}, false
	}
	h.by[id] = screen
	free := func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.by[id] == screen {
			delete(h.by, id)
		}
	}
	stop := context.AfterFunc(screen, free)
	return func() { stop(); free() }, true
}
