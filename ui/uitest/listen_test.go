package uitest

import (
	"context"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// listening is a session in which something is heard, done and watched.
func listening(t *testing.T, o Options) *Driver {
	t.Helper()
	d := New(t, o)
	ctx, by := context.Background(), desk.By{User: "anna", Door: "cli"}
	must := func(_ desk.Outcome, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []store.Monitor{
		{Name: "Polar", Query: "polar OR полар", Kind: store.MonitorBrand, Names: []string{"Polar", "Полар"}},
		{Name: "небольшие кухни", Query: `"small kitchen" OR "маленькая кухня"`},
		{Name: "warranty", Query: "warranty OR гарантия"},
		{Name: "Frost King", Query: `"frost king"`, Kind: store.MonitorCompetitor},
	} {
		must(d.Desk.Monitors.Add(ctx, by, m))
	}
	for _, r := range []store.Rule{
		{Name: "courier", Text: "when courier OR курьер do tag +delivery, assign boris"},
		{Name: "возврат", Text: "when возврат OR refund do tag +refund", Off: true},
	} {
		must(d.Desk.Rules.Add(ctx, by, r))
	}
	for _, text := range []string{"every as Couriers on courier", "over 3 in 1h as Kettles on kettle"} {
		sub, err := desk.ParseAlert(text)
		if err != nil {
			t.Fatal(err)
		}
		must(d.Desk.Alerts.Add(ctx, by, sub))
	}
	if err := d.History("300"); err != nil {
		t.Fatal(err)
	}
	d.Arrive("801", "Where is the courier with my parcel?")
	for i, text := range []string{"this kettle leaks all over", "Kettle does not switch off", "the new kettle is loud", "kettles of this kind rust", "my kettle broke today"} {
		d.Arrive("81"+string(rune('0'+i)), text)
	}
	if err := d.Desk.Alerts.Look(ctx); err != nil {
		t.Fatal(err)
	}
	d.settle()
	return d
}

// TestListeningFrames compares the screens of what is listened for, done and
// watched at the sizes people have.
func TestListeningFrames(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"200x60", 200, 60}, {"80x24", 80, 24}, {"40x12", 40, 12}} {
		for name, keys := range map[string]string{"alerts": "g n", "trends": "g t", "watched": "g n l l", "monitors": "g k", "rules": "g r"} {
			t.Run(name+"-"+size.name, func(t *testing.T) {
				d := listening(t, Options{Width: size.w, Height: size.h})
				d.Press(strings.Fields(keys)...)
				d.Golden("listen-" + name + "-" + size.name)
			})
		}
	}
}
