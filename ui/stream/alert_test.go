package stream_test

import (
	"context"
	"testing"

	"earshot/store"
	"earshot/ui/panetest"
)

// TestAlertMeOnThis watches what the list shows, under the name of its view.
func TestAlertMeOnThis(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	subs := func() map[string]store.AlertSub {
		list, err := s.Desk.Alerts.Subs(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]store.AlertSub{}
		for _, sub := range list {
			out[sub.Name] = sub
		}
		return out
	}
	s.Press("' l", "A", "enter")
	if got := subs()["Leads"]; got.When != store.AlertSpike || got.Query != "is:open is:lead" {
		t.Errorf("the leads are watched as %+v", got)
	}
	s.Press("' a", "A", "ctrl+u")
	s.Type("over 5 in 30m as Five on refund")
	s.Press("enter")
	if got := subs()["Five"]; got.When != store.AlertOver || got.Over != 5 || got.Query != "refund" {
		t.Errorf("with a query of its own: %+v", got)
	}
	s.Press("' l", "A", "ctrl+u")
	s.Type("every")
	s.Press("enter")
	s.Noticed("there is an alert Leads already")
	s.Press("' l", "A", "ctrl+u")
	s.Type("sometimes")
	s.See("more than usual at this hour of the week")
	s.Press("esc")
	if got := subs(); len(got) != 6 {
		t.Errorf("%d alerts are watched", len(got))
	}
}
