package card_test

import (
	"context"
	"testing"

	"earshot/ui/panetest"
)

// TestAnAdvocateOnTheCard: how far they are and what they were given stand on the
// card of all their accounts, and in full behind D; each is one undo.
func TestAnAdvocateOnTheCard(t *testing.T) {
	s := seat(company(t, panetest.Options{Width: 118, Height: 44}), "vk:501")
	s.Not("Advocate", "Given")
	s.Press("A")
	s.Type("won")
	s.Press("enter")
	s.See("found, approached, agreed, active, ended, or none")
	s.Press("ctrl+u")
	s.Type("appr")
	s.Press("tab")
	s.Type(" asked")
	s.Press("enter")
	s.Noticed("Ivan Petrov: approached")
	s.See("Advocate  approached since 20 Nov: asked")
	s.Press("W")
	s.Type("access")
	s.Press("enter")
	s.See("say what was given")
	s.Press("ctrl+u")
	s.Type("access a day in the lab")
	s.Press("enter", "W")
	s.Type("чашка; 500 RUB")
	s.Press("enter")
	s.Noticed("gave Ivan Petrov: чашка (gift)")
	s.See("Given 2   20 Nov, чашка (gift), 500 RUB")
	s.Press("D")
	s.See("approached since 20 Nov, by anna, found 20 Nov: asked", "a day in the lab (access), by anna", "all together 500 RUB")
	s.Press("esc")
	s.Golden("card-advocate")
	for range 3 {
		_, err := s.Desk.History.Undo(context.Background(), anna)
		panetest.Must(t, err)
	}
	s.Send(nil)
	s.Not("Advocate", "Given")
}

// TestAnAdvocateOnASmallCard: the stage stands where there is room for little, the
// reward goes first.
func TestAnAdvocateOnASmallCard(t *testing.T) {
	s := seat(company(t, panetest.Options{Width: 40, Height: 24}), "vk:501")
	s.Press("A")
	s.Type("active")
	s.Press("enter", "W")
	s.Type("a mug")
	s.Press("enter")
	s.See("Advocate  active since 20 Nov")
	s.Size(40, 12)
	s.Frame()
	s.Press("A")
	s.Type("none")
	s.Press("enter")
	s.Noticed("is no advocate any more")
	s.Size(40, 24)
	s.Not("Advocate")
}

// TestSegmentsStandOnTheCard, by what any account brings in.
func TestSegmentsStandOnTheCard(t *testing.T) {
	stage := company(t, panetest.Options{Width: 118, Height: 44})
	for name, q := range map[string]string{"kazan": "geo:казань", "big": "followers:>1k", "press": "bio:press"} {
		_, err := stage.Desk.Segments.Add(context.Background(), anna, name, q)
		panetest.Must(t, err)
	}
	s := seat(stage, "mail:ivan@mail.example")
	s.See("Segments  big, kazan")
	s.Not("press")
}
