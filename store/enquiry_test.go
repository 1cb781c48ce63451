package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
)

// inQueue gives the identities of a source's queue in its order.
func inQueue(tx store.Tx, kind, source string) []string {
	var out []string
	for key := range tx.Records(kind).Scan(source+"/", source+"0") {
		out = append(out, store.QueuedID(source, key))
	}
	return out
}

func put(t *testing.T, tx store.Tx, e store.Enquiry) {
	t.Helper()
	e.Source = "gravatar"
	if err := store.PutEnquiry(tx, e); err != nil {
		t.Fatal(err)
	}
}

// TestTheQueueOfEnquiriesHasAnOrder: rank before time, the newest first; what
// waits for a time stands apart; what was answered stands nowhere.
func TestTheQueueOfEnquiriesHasAnOrder(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	in(t, func(tx store.Tx) {
		wait := store.EnquiryWaiting
		put(t, tx, store.Enquiry{ID: "mail:old/er@x.example", State: wait, Rank: 5, Seen: now.Add(-time.Hour)})
		put(t, tx, store.Enquiry{ID: "mail:new@x.example", State: wait, Rank: 5, Seen: now})
		put(t, tx, store.Enquiry{ID: "mail:vip@x.example", State: wait, Rank: 1, Seen: now.Add(-time.Hour)})
		put(t, tx, store.Enquiry{ID: "mail:never-seen@x.example", State: wait, Rank: 1})
		put(t, tx, store.Enquiry{ID: "mail:last@x.example", State: wait, Rank: 100_000, Seen: now})
		put(t, tx, store.Enquiry{ID: "mail:later@x.example", State: wait, Due: now.Add(time.Hour)})
		put(t, tx, store.Enquiry{ID: "mail:soon@x.example", State: wait, Due: now.Add(time.Minute)})
		put(t, tx, store.Enquiry{ID: "mail:known@x.example", State: store.EnquiryFound, Until: now.Add(time.Hour)})
		put(t, tx, store.Enquiry{ID: "mail:nobody@x.example", State: store.EnquiryMissed})
		want := []string{"mail:vip@x.example", "mail:never-seen@x.example", "mail:new@x.example", "mail:old/er@x.example", "mail:last@x.example"}
		if got := inQueue(tx, store.KindEnquiriesReady, "gravatar"); !slices.Equal(got, want) {
			t.Errorf("%v, not %v", got, want)
		}
		if got := inQueue(tx, store.KindEnquiriesDue, "gravatar"); !slices.Equal(got, []string{"mail:soon@x.example", "mail:later@x.example"}) {
			t.Errorf("%v", got)
		}
		var due []string
		for key := range tx.Records(store.KindEnquiriesDue).Scan("gravatar/", store.EnquiryDue("gravatar", now.Add(time.Minute))) {
			due = append(due, store.QueuedID("gravatar", key))
		}
		if !slices.Equal(due, []string{"mail:soon@x.example"}) {
			t.Errorf("due are %v", due)
		}
		if other := inQueue(tx, store.KindEnquiriesReady, "webfinger"); len(other) != 0 {
			t.Errorf("another source has %v", other)
		}
	})
}

// TestAnEnquiryStandsInOnePlace, whatever happens to it: the index is what the
// records say.
func TestAnEnquiryStandsInOnePlace(t *testing.T) {
	base := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(rt *rapid.T) {
		in(t, func(tx store.Tx) {
			have := map[string]store.Enquiry{}
			for range rapid.IntRange(1, 40).Draw(rt, "steps") {
				id := fmt.Sprintf("mail:p%d/%s@x.example", rapid.IntRange(0, 5).Draw(rt, "who"), rapid.StringMatching(`[a-z/]{0,4}`).Draw(rt, "name"))
				source := rapid.SampledFrom([]string{"gravatar", "avatar"}).Draw(rt, "source")
				if rapid.IntRange(0, 4).Draw(rt, "drop") == 0 {
					if err := store.DropEnquiry(tx, source, id); err != nil {
						rt.Fatal(err)
					}
					delete(have, store.EnquiryID(source, id))
					continue
				}
				e := store.Enquiry{
					Source: source, ID: id, Rank: rapid.IntRange(-3, 300).Draw(rt, "rank"),
					State: rapid.SampledFrom([]store.EnquiryState{store.EnquiryWaiting, store.EnquiryFound, store.EnquiryMissed}).Draw(rt, "state"),
					Seen:  base.Add(time.Duration(rapid.IntRange(-9, 9).Draw(rt, "seen")) * time.Hour),
				}
				if rapid.Bool().Draw(rt, "waits") {
					e.Due = base.Add(time.Duration(rapid.IntRange(-9, 9).Draw(rt, "due")) * time.Hour)
				}
				if err := store.PutEnquiry(tx, e); err != nil {
					rt.Fatal(err)
				}
				have[store.EnquiryID(source, id)] = e
			}
			stand := map[string]int{}
			for _, source := range []string{"gravatar", "avatar"} {
				for _, kind := range []string{store.KindEnquiriesReady, store.KindEnquiriesDue} {
					for _, id := range inQueue(tx, kind, source) {
						stand[store.EnquiryID(source, id)]++
						e, known := have[store.EnquiryID(source, id)]
						if !known || e.State != store.EnquiryWaiting || e.Due.IsZero() != (kind == store.KindEnquiriesReady) {
							rt.Fatalf("%s has %s: %+v", kind, id, e)
						}
					}
				}
			}
			for key, e := range have {
				if want := e.State == store.EnquiryWaiting; (stand[key] == 1) != want {
					rt.Fatalf("%s stands in %d places: %+v", key, stand[key], e)
				}
			}
		})
	})
}

// TestADamagedEnquiryIsReplaced: a look-up is worth no stop.
func TestADamagedEnquiryIsReplaced(t *testing.T) {
	in(t, func(tx store.Tx) {
		id := store.EnquiryID("gravatar", "mail:x@x.example")
		if err := tx.Records(store.KindEnquiries).Put(id, []byte("damaged")); err != nil {
			t.Fatal(err)
		}
		put(t, tx, store.Enquiry{ID: "mail:x@x.example", State: store.EnquiryWaiting})
		e, err := store.Enquiries(tx).Get(id)
		if err != nil || e.State != store.EnquiryWaiting || !strings.HasPrefix(e.ID, "mail:") {
			t.Errorf("%+v %v", e, err)
		}
		if err := store.DropEnquiry(tx, "gravatar", "mail:x@x.example"); err != nil {
			t.Fatal(err)
		}
		if got := inQueue(tx, store.KindEnquiriesReady, "gravatar"); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
}
