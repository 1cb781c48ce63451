package card_test

import (
	"testing"
	"time"

	"earshot/store"
	"earshot/ui/panetest"
)

// TestTheCardTellsLanguageAndPlace: of all accounts together, with who says so, on
// the card, among the details and side by side.
func TestTheCardTellsLanguageAndPlace(t *testing.T) {
	s := panetest.New(t, panetest.Options{Width: 118, Height: 40})
	s.Connect()
	in := func(lang string, m *store.Mention) *store.Mention {
		m.Body.Lang = lang
		return m
	}
	where := in("ru", s.Said("1", time.Hour, mia(), "neutral", "привет"))
	where.Body.Geo = &store.Geo{Place: "Kazan", Country: "RU"}
	s.Hear(where, in("ru", s.Said("2", 2*time.Hour, mia(), "neutral", "ещё")), in("de", s.Said("3", 3*time.Hour, mia(), "neutral", "hallo")))
	at := seat(s, "mastodon:"+mia().ID)
	at.See("Language  Russian 2, German 1", "Place     Kazan, RU, from a mention of")
	s.Press("D")
	at.See("language", "Russian", "from 2 of 3 mentions, as judged", "German", "from a mention of")
}
