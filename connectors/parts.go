package connectors

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/clean"
	"earshot/store/desk"
)

// Part is something that a source reads beside its main list: a watched word.
type Part struct {
	Ability string // by which it is told when it fails; see SearchFor
	Read    func(ctx context.Context) error
	// Alone tells of a limit (fault.Limited) that it holds for such parts alone,
	// and not for the account; nil = none does.
	Alone func(err error) bool
}

// SearchFor is the ability of hearing a watched word or hashtag.
func SearchFor(word string) string { return clean.Line(searchFor+strings.TrimSpace(word), maxAbility) }

// IsSearchFor tells whether an ability is that of a watched word: its absence is
// trouble, and no matter of what the network offers.
func IsSearchFor(ability string) bool { return strings.HasPrefix(ability, searchFor) }

const (
	searchFor  = "search for "
	maxAbility = 256 // bytes
)

// Parts reads the parts of a source one after the other, so that one that fails
// holds up none behind it. A part that the network refuses, or that fails again
// and again, is told as an ability that the account lacks, with the reason, and is
// asked less and less often until it works again. It is safe for concurrent use.
type Parts struct {
	account string
	now     func() time.Time
	log     *slog.Logger

	mu    sync.Mutex
	known map[string]state  // by ability
	stand map[string]string // what stands in Account.Lacks because of us
}

// state is how a part was when it was last read.
type state struct {
	fails int       // in a row
	why   string    // it fails by itself
	until time.Time // it rests
}

// The patience with a part.
const (
	// trustedFails is how often in a row a part may fail in passing before the fault
	// is taken for its own rather than the network's.
	trustedFails = 3
	// troubled is after how many faults in passing a reading gives up: then it is
	// the network that is in trouble.
	troubled  = 3
	firstRest = time.Minute
	maxRest   = time.Hour
)

// NewParts makes the Parts of an account; now is the connector's clock.
func NewParts(a store.Account, now func() time.Time, log *slog.Logger) *Parts {
	p := &Parts{account: a.Name, now: now, log: log, known: map[string]state{}, stand: map[string]string{}}
	for ability, why := range a.Lacks {
		if IsSearchFor(ability) {
			p.stand[ability] = why
		}
	}
	return p
}

// Read reads the parts that are due, those first that did not fail last time.
// Its error is one that is not a part's own: the end of ctx, a store that is full,
// a limit on the account, or a fault that may be over at once.
func (p *Parts) Read(ctx context.Context, all []Part, emit Emit) error {
	var first error
	passing := 0
	for _, part := range p.due(all) {
		err := p.read(ctx, part)
		var f *fault.Fault
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && !errors.As(err, &f):
			return err
		case err == nil:
			p.heal(part)
			continue
		case f.Kind == fault.Limited && (part.Alone == nil || !part.Alone(err)):
			return errors.Join(p.tell(ctx, all, emit), err)
		}
		if p.hurt(part, f) {
			continue
		}
		first = cmp.Or(first, err)
		if passing++; passing == troubled {
			break
		}
	}
	if err := p.tell(ctx, all, emit); err != nil {
		return err
	}
	return first
}

// read reads one part. What it breaks in us is a fault of its own as well.
func (p *Parts) read(ctx context.Context, part Part) (err error) {
	defer func() {
		if broke := recover(); broke != nil {
			p.log.Error("a part of a network broke its reader", "account", p.account, "part", part.Ability, "panic", broke, "stack", string(debug.Stack()))
			err = fault.New(fault.Transient, part.Ability, insideError)
		}
	}()
	return part.Read(ctx)
}

// due lists the parts that are not resting.
func (p *Parts) due(all []Part) (out []Part) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, part := range all {
		if !p.now().Before(p.known[part.Ability].until) {
			out = append(out, part)
		}
	}
	slices.SortStableFunc(out, func(a, b Part) int { return cmp.Compare(p.known[a.Ability].fails, p.known[b.Ability].fails) })
	return out
}

func (p *Parts) heal(part Part) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known[part.Ability] = state{}
}

// hurt notes a failure and tells whether it is the part's own. Nothing may come of
// one that is in passing: it is asked again with the next reading.
func (p *Parts) hurt(part Part, f *fault.Fault) (own bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.known[part.Ability]
	s.fails++
	turns := s.fails // for which it has been resting
	if f.Kind == fault.Transient {
		turns -= trustedFails - 1
	}
	if own = turns > 0; own {
		s.why, _, _ = strings.Cut(f.What, ", again in ") // it stands there for longer
		if s.why == "" {
			s.why = f.Error()
		}
		s.until = p.now().Add(max(f.RetryAfter, min(maxRest, firstRest<<min(turns-1, 10))))
	}
	p.known[part.Ability] = s
	return own
}

// tell stores what the account lacks because of its parts, where that has changed:
// also of parts that are watched no longer.
func (p *Parts) tell(ctx context.Context, all []Part, emit Emit) error {
	lacks := map[string]string{}
	p.mu.Lock()
	for ability := range p.stand {
		if !slices.ContainsFunc(all, func(x Part) bool { return x.Ability == ability }) {
			lacks[ability] = ""
		}
	}
	for _, part := range all {
		s, read := p.known[part.Ability]
		switch was := p.stand[part.Ability]; {
		case s.why != "" && s.why != was, read && s.fails == 0 && was != "":
			lacks[part.Ability] = s.why
		}
	}
	p.mu.Unlock()
	if len(lacks) == 0 {
		return nil
	}
	if err := emit(ctx, desk.Batch{Account: p.account, Lacks: lacks}); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.Copy(p.stand, lacks)
	maps.DeleteFunc(p.stand, func(_, why string) bool { return why == "" })
	return nil
}
