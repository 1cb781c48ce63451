package desk

import (
	"context"

	"earshot/store"
)

type watchKey struct{}

// Watch gives a context under which questions to Lookup and Stats that take
// long tell hook how far they have come: so many of at most so many mentions
// looked at, total 0 where nobody knows; see store.Search.Progress. Questions
// that an index answers tell nothing. hook runs where the question is asked.
func Watch(ctx context.Context, hook func(done, total int)) context.Context {
	return context.WithValue(ctx, watchKey{}, hook)
}

// watched lets a search tell the hook of its context.
func watched(ctx context.Context, s store.Search) store.Search {
	if hook, ok := ctx.Value(watchKey{}).(func(done, total int)); ok && s.Progress == nil {
		s.Progress = hook
	}
	return s
}

// Tell tells the hook of a context, if it has one, how far something has come.
func Tell(ctx context.Context, done, total int) {
	if hook, ok := ctx.Value(watchKey{}).(func(done, total int)); ok {
		hook(done, total)
	}
}
