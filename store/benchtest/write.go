package benchtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/corpustest"
	"earshot/store/desk"
)

// arrivals are mentions that the file does not have yet, later than all that
// it has.
type arrivals struct {
	corpus *corpustest.Corpus
	since  time.Time
	prefix string // of their ids
	given  int
}

// arrivals must not end while they are needed.
func (r *run) arrivals() *arrivals {
	return &arrivals{corpus: corpustest.New(corpustest.Options{N: 1 << 20, Seed: r.Seed + 1}), since: r.corpus.Until(), prefix: "n"}
}

func (a *arrivals) next(n int) []*store.Mention {
	out := judged(a.corpus, a.given, a.given+n)
	for _, m := range out {
		m.Key.ID = a.prefix + m.Key.ID
		m.Place = store.Place{}
		m.Created = a.since.Add(time.Duration(a.given) * time.Millisecond)
		a.given++
	}
	return out
}

// ingest measures durable commits: into the store by 1 and by 100, through the
// whole desk by 500. Every way starts from the file of the whole corpus.
func (r *run) ingest(ctx context.Context) error {
	fresh := r.arrivals()
	for _, way := range []struct {
		name, goal string
		batch      int
		write      func(*bolt.Store, *desk.Desk, []*store.Mention) error
	}{
		{"one by one", "≥ 1,000/s, ≤ 0.1 ms", 1, func(st *bolt.Store, _ *desk.Desk, b []*store.Mention) error { return put(ctx, st, b) }},
		{"by 100", "≥ 10,000/s, ≤ 0.1 ms", 100, func(st *bolt.Store, _ *desk.Desk, b []*store.Mention) error { return put(ctx, st, b) }},
		{"by 500 with the whole desk", "≥ 5,000/s, ≤ 0.3 ms", 500, func(_ *bolt.Store, d *desk.Desk, b []*store.Mention) error { return through(ctx, d, b) }},
	} {
		path, drop, err := r.copied()
		if err != nil {
			return err
		}
		cell, err := r.pace(ctx, path, way.batch, fresh, way.write)
		drop()
		if err != nil {
			return err
		}
		r.set("ingest "+way.name+": mentions/s, CPU ms each", way.goal, "%s", cell)
	}
	return nil
}

// pace writes until enough is written or the budget is used up. What the
// engine does in the background counts until the file is closed.
func (r *run) pace(ctx context.Context, path string, batch int, fresh *arrivals, write func(*bolt.Store, *desk.Desk, []*store.Mention) error) (string, error) {
	st, d, err := open(path, r.corpus.Until().Add(time.Hour))
	if err != nil {
		return "", err
	}
	batches := slices.Collect(slices.Chunk(fresh.next(max(batch, r.Writes/batch*batch)), batch))
	cpu, began := CPUTime(), time.Now()
	took, err := r.within(ctx, len(batches), func(_ context.Context, i int) error { return write(st, d, batches[i]) })
	wall := time.Since(began)
	if err := errors.Join(err, st.Close()); err != nil {
		return "", err
	}
	n := float64(len(took) * batch)
	cell := fmt.Sprintf("%.0f", n/wall.Seconds())
	if used := CPUTime() - cpu; used > 0 {
		cell += fmt.Sprintf(", %.3f", used.Seconds()*1000/n)
	}
	return cell, nil
}

// through lets the whole desk ingest, as a connector does.
func through(ctx context.Context, d *desk.Desk, batch []*store.Mention) error {
	events := make([]desk.Event, len(batch))
	for i, m := range batch {
		events[i].Mention = m
	}
	res, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "acme", Events: events})
	if err == nil && res.New != len(batch) {
		err = fmt.Errorf("%d of %d mentions are new", res.New, len(batch))
	}
	return err
}

// perSecond is how many mentions arrive while somebody asks.
const perSecond = 200

// busy asks while mentions arrive through the desk, one every 5 ms, until
// three budgets are used up.
func (r *run) busy(ctx context.Context) error {
	path, drop, err := r.copied()
	if err != nil {
		return err
	}
	defer drop()
	st, d, err := open(path, r.corpus.Until().Add(time.Hour))
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	var arrived atomic.Int64
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- r.arrive(ctx, d, &arrived) }()
	questions := mixed(r.classes)
	var took spread
	for i := 0; time.Since(began) < 3*r.Budget; i++ {
		at := time.Now()
		if err = find(ctx, d, questions[i%len(questions)], r.corpus.Until().Add(time.Hour)); err != nil {
			break
		}
		took = append(took, time.Since(at))
		time.Sleep(time.Millisecond) // a person at the keys, not a flood
	}
	rate := float64(arrived.Load()) / time.Since(began).Seconds()
	stop()
	if err := errors.Join(err, <-ended, st.Close()); err != nil {
		return err
	}
	r.set("newest 50, all these classes in turn, while 200/s arrive: p99 / max", "≤ 3 / 30 ms", "%s", r.cell(took, 0.99, 1, 0))
	r.set("arrived meanwhile, mentions/s", "200", "%.0f", rate)
	return nil
}

// arrive ingests mentions at a steady pace; what is late is made up for.
func (r *run) arrive(ctx context.Context, d *desk.Desk, arrived *atomic.Int64) error {
	fresh := r.arrivals()
	tick := time.NewTicker(time.Second / perSecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := through(context.WithoutCancel(ctx), d, fresh.next(1)); err != nil {
			return err
		}
		arrived.Add(1)
	}
}

// states changes the state of the newest 500, there and back, in the store
// alone and by the desk's verb, which writes the journal too.
func (r *run) states(ctx context.Context) error {
	path, drop, err := r.copied()
	if err != nil {
		return err
	}
	defer drop()
	st, d, err := open(path, r.corpus.Until())
	if err != nil {
		return err
	}
	defer st.Close()
	var docs []store.Doc
	if err := d.Lookup.Each(ctx, store.Search{Scope: r.scope(), Limit: 500}, func(m *store.Mention) error {
		docs = append(docs, m.Doc)
		return nil
	}); err != nil {
		return err
	}
	const times = 21
	took, err := r.within(ctx, times, func(ctx context.Context, i int) error {
		return setState(ctx, st, docs, []store.State{store.StateDone, store.StateOpen}[i%2])
	})
	if err != nil {
		return err
	}
	r.set("state of 500 changed durably: p50 / max", "≤ 3 ms", "%s", r.cell(took, 0.5, 1, times))
	by := desk.By{User: "anna", Door: "key"}
	took, err = r.within(ctx, times, func(ctx context.Context, i int) error {
		verb := d.Triage.Done
		if i%2 == 0 {
			verb = d.Triage.Reopen
		}
		_, err := verb(ctx, by, desk.On(docs...))
		return err
	})
	if err == nil {
		r.set("the same by the desk's verb, with its undo: p50 / max", "", "%s", r.cell(took, 0.5, 1, times))
	}
	return err
}

func setState(ctx context.Context, st store.Store, docs []store.Doc, state store.State) error {
	return st.Update(ctx, func(tx store.Tx) error {
		for _, doc := range docs {
			if err := tx.Mentions().SetWork(doc, store.Work{State: state}); err != nil {
				return err
			}
		}
		return nil
	})
}
