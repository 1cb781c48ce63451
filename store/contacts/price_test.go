package contacts_test

import (
	"strings"
	"testing"

	"earshot/store/contacts"
)

func TestPrices(t *testing.T) {
	for text, want := range map[string]struct {
		cents int64
		unit  string
	}{"": {}, "500 RUB": {50_000, "RUB"}, "12,50 €": {1250, "EUR"}, "1 234,50 руб": {123_450, "RUB"}, "0 EUR": {0, "EUR"}} {
		if cents, unit, err := contacts.Price(text); err != nil || cents != want.cents || unit != want.unit {
			t.Errorf("%q: %d %q %v", text, cents, unit, err)
		}
	}
	for text, want := range map[string]string{"much": "is no sum", "500": "no currency", "-5 EUR": "less than nothing", "5 shells": "is no sum"} {
		if _, _, err := contacts.Price(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
