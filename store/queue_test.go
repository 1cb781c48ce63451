package store_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/mem"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func queued(t testing.TB, tx store.Tx) (out []string) {
	t.Helper()
	for j, err := range store.QueuedJobs(tx) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, j.ID)
	}
	return out
}

func TestJobsWaitInTheOrderOfTheirTimes(t *testing.T) {
	in(t, func(tx store.Tx) {
		put := func(id string, state store.JobState, after time.Duration) {
			if err := store.PutJob(tx, store.Job{ID: id, State: state, Due: noon.Add(after)}); err != nil {
				t.Fatal(err)
			}
		}
		want := func(ids ...string) {
			t.Helper()
			if got := queued(t, tx); !slices.Equal(got, ids) {
				t.Fatalf("queued %v, want %v", got, ids)
			}
		}
		put("late", store.JobQueued, time.Hour)
		put("soon", store.JobQueued, time.Minute)
		put("b", store.JobQueued, 2*time.Minute)
		put("a", store.JobQueued, 2*time.Minute)
		put("tried", store.JobTrying, 0)
		put("parked", store.JobParked, 0)
		want("soon", "a", "b", "late")
		put("late", store.JobQueued, time.Second) // earlier now, not twice
		want("late", "soon", "a", "b")
		put("soon", store.JobTrying, time.Minute)
		want("late", "a", "b")
		put("parked", store.JobQueued, 3*time.Minute)
		want("late", "a", "b", "parked")
		for _, id := range []string{"a", "a", "nobody", "tried"} {
			if err := store.DropJob(tx, id); err != nil {
				t.Fatal(err)
			}
		}
		want("late", "b", "parked")
	})
}

func TestChangesOfJobsAreTold(t *testing.T) {
	st := mem.New()
	sub := st.Bus().Subscribe(store.TopicJobs)
	update(t, st, func(tx store.Tx) { _ = store.PutJob(tx, store.Job{ID: "j", State: store.JobQueued, Due: noon}) })
	if !sub.Take()[store.TopicJobs].Has("j") {
		t.Fatal("nobody heard of a new job")
	}
	update(t, st, func(tx store.Tx) { _ = store.DropJob(tx, "j") })
	if !sub.Take()[store.TopicJobs].Has("j") {
		t.Fatal("nobody heard that a job went")
	}
}

// TestTheQueueHoldsExactlyTheQueuedJobs compares it with a plain map after any
// sequence of changes.
func TestTheQueueHoldsExactlyTheQueuedJobs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		st, model := mem.New(), map[string]store.Job{}
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			id := rapid.SampledFrom([]string{"a", "b", "c", "d/e", "f"}).Draw(rt, "id")
			j := store.Job{
				ID: id, Due: noon.Add(time.Duration(rapid.IntRange(0, 5).Draw(rt, "due")) * time.Microsecond),
				State: rapid.SampledFrom([]store.JobState{store.JobQueued, store.JobTrying, store.JobParked}).Draw(rt, "state"),
			}
			drop := rapid.Bool().Draw(rt, "drop")
			update(t, st, func(tx store.Tx) {
				if drop {
					delete(model, id)
					_ = store.DropJob(tx, id)
					return
				}
				model[id] = j
				_ = store.PutJob(tx, j)
			})
		}
		var want []store.Job
		for _, j := range model {
			if j.State == store.JobQueued {
				want = append(want, j)
			}
		}
		slices.SortFunc(want, func(a, b store.Job) int {
			if c := a.Due.Compare(b.Due); c != 0 {
				return c
			}
			return map[bool]int{true: -1, false: 1}[a.ID < b.ID]
		})
		var names []string
		for _, j := range want {
			names = append(names, j.ID)
		}
		update(t, st, func(tx store.Tx) {
			if got := queued(t, tx); !slices.Equal(got, names) {
				rt.Fatalf("queued %v, want %v", got, names)
			}
		})
	})
}

func TestTheOrderOfTimesIsTheOrderOfTheirKeys(t *testing.T) {
	years := func(t *rapid.T, name string) time.Time {
		return time.Date(rapid.IntRange(1, 9999).Draw(t, name+" year"), 1, 1, 0, 0, 0, 0, time.UTC).
			Add(time.Duration(rapid.Int64Range(0, 300*24*3600*1e6).Draw(t, name+" µs")) * time.Microsecond)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := years(t, "a"), years(t, "b")
		if rapid.Bool().Draw(t, "near") {
			b = a.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "µs")) * time.Microsecond)
		}
		if a.Before(b) != (store.TimeKey(a) < store.TimeKey(b)) || a.Equal(b) != (store.TimeKey(a) == store.TimeKey(b)) {
			t.Fatalf("%v %q, %v %q", a, store.TimeKey(a), b, store.TimeKey(b))
		}
	})
	if far := time.FixedZone("X", -7*3600); store.TimeKey(noon.In(far)) != store.TimeKey(noon) {
		t.Fatal("the zone changes the key")
	}
}
