package uitest_test

import (
	"testing"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/uitest"
)

// Somebody moves house: the row, the discussion, the card and the reasons say
// so, and one key goes to all who have an occasion.
func TestAPersonalOccasionIsSeen(t *testing.T) {
	d := uitest.New(t, uitest.Options{Width: 200, Height: 60})
	said := func(id, name, text string, j store.Judgement) desk.Event {
		j.Sentiment, j.Confidence = "neutral", 0.8
		return desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: "vk", ID: id}, Kind: store.KindPost, Created: d.Now(), Author: store.Author{ID: id, Name: name},
			Body: store.Body{Text: text, Lang: "ru"}, Work: store.Work{State: store.StateNew}, Judgement: j,
		}}
	}
	_, err := d.Desk.Inbox.Ingest(t.Context(), desk.Batch{Account: "polar-vk", Restore: true, Events: []desk.Event{
		said("901", "Юля М.", "Дали ключи, осталось ждать грузчиков", store.Judgement{Intent: "other", Occasions: []string{"moving", "pet"}}),
		said("902", "Олег К.", "Шумит, зато просторный", store.Judgement{Intent: "other", Review: true}),
		said("903", "Ира В.", "Почём доставка на новую квартиру?", store.Judgement{Intent: "question", Occasions: []string{"moving"}}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	d.Send(nil)
	d.Press("g h")
	d.Exact()
	d.See("Stream: Occasions  2")
	d.See("·& ")
	d.See("moving    Дали ключи")
	d.See("·? ") // what was asked comes before the occasion
	d.Not("просторный")
	d.Press("g g j w")
	d.See("moving, pet: a reason to talk, not to sell")
	d.Press("esc")
	d.Press("enter")
	d.See("& moving · & pet")
	d.Press("esc", "/", "ctrl+u")
	d.Type("is:review")
	d.Press("enter")
	d.See("review    Шумит")
}
