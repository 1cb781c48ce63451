package demo

import (
	"testing"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// The desk takes all that the demo tells, and nothing of it twice. As in the
// demo workspace each account stands under the name of the network it plays,
// so that the desk knows our own earlier answers for ours.
func TestTheDeskTakesItAll(t *testing.T) {
	c := &clock{now: noon}
	ids := 0
	env := c.env()
	env.ID = func() string { ids++; return store.Number(uint64(ids)) }
	env.Rand = func() float64 { return 0 }
	d := desk.New(mem.New(), env, desk.Options{})
	for _, a := range Accounts(1, noon, 6) {
		a.Network = a.Settings["as"]
		if err := d.Setup.Connect(t.Context(), desk.By{User: "anna", Door: "cli"}, a, nil); err != nil {
			t.Fatal(err)
		}
	}
	accounts, err := d.Setup.Accounts(t.Context())
	if err != nil || len(accounts) != 6 {
		t.Fatalf("%d accounts: %v", len(accounts), err)
	}
	said, stored, ours := 0, 0, 0
	for _, a := range accounts {
		conn, err := New(connectors.Config{Account: a, Env: env})
		if err != nil {
			t.Fatal(err)
		}
		var told diary
		pull(t, conn, &told)
		for _, b := range told.batches[:min(2, len(told.batches))] { // the oracle is slow
			said += len(b.Events)
			for _, e := range b.Events {
				if e.Mention.Author.ID == a.RemoteID {
					ours++
				}
			}
			res, err := d.Inbox.Ingest(t.Context(), b)
			if err != nil {
				t.Fatal(err)
			}
			stored += res.New
			if res, err = d.Inbox.Ingest(t.Context(), b); err != nil || res.New+res.Edited > 0 {
				t.Errorf("%s: the same again: %+v, %v", a.Name, res, err)
			}
		}
	}
	states, err := d.Lookup.Tally(t.Context(), store.Search{}, store.By{Facet: store.FacetState})
	if err != nil || ours < 50 || states[0][string(store.StateDone)] != ours {
		t.Errorf("%d of ours, states %v, %v", ours, states, err)
	}
	if said == 0 || stored != said {
		t.Errorf("%d of %d were stored", stored, said)
	}
}
