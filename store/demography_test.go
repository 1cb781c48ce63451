package store_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
)

// Lists and networks write the same in many ways.
func TestSex(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"sex", "female", store.Female},
		{"Gender", " F ", store.Female},
		{"gender", "woman", store.Female},
		{"пол", "Жен.", store.Female},
		{"Пол", "ж", store.Female},
		{"sex", "M", store.Male},
		{"пол", "мужской", store.Male},
		{"gender", "nonbinary", ""},
		{"sex", "", ""},
		{"pronouns", "she", ""},
		{"company", "male", ""},
	} {
		if got := store.Sex([]store.Fact{{Name: "company", Value: "f"}, {Name: c.name, Value: c.value}}); got != c.want {
			t.Errorf("%s %q is %q, want %q", c.name, c.value, got, c.want)
		}
	}
	if got := store.Sex([]store.Fact{{Name: "sex", Value: "unknown"}, {Name: "gender", Value: "male"}}); got != store.Male {
		t.Errorf("what cannot be read hides what can: %q", got)
	}
}

func TestABirthIsReadInEveryForm(t *testing.T) {
	for text, want := range map[string]store.Birth{
		"1980-02-01": {1980, 2, 1}, "1980-02-01T00:00:00Z": {1980, 2, 1}, "1980-02-01 00:00": {1980, 2, 1}, "19800201": {1980, 2, 1},
		"1980/02/01": {1980, 2, 1}, "1.2.1980": {1980, 2, 1}, "01.02.1980": {1980, 2, 1}, "29.2": {0, 2, 29}, "24/12/1980": {1980, 12, 24},
		"12/24/1980": {1980, 12, 24}, "5/5/1980": {1980, 5, 5}, "03/04/1980": {1980, 0, 0}, "1980": {1980, 0, 0},
	} {
		if got, ok := store.ParseBirth(text); !ok || got != want {
			t.Errorf("%q is %v (%v), want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-", "--0201", "31.2.1980", "1.13.1980", "1880", "12", "1980-02", "1/2", "a.b.c", "0.0.1980", "1.2.3.4", "9999-01-01", "тридцать"} {
		if got, ok := store.ParseBirth(text); ok {
			t.Errorf("%q is %v, want nothing", text, got)
		}
	}
	b, ok := store.BirthOf([]store.Fact{{Name: "since", Value: "1999"}, {Name: "dob", Value: "?"}, {Name: "Дата_рождения", Value: "1.2.1980"}})
	if !ok || b != (store.Birth{Year: 1980, Month: 2, Day: 1}) {
		t.Errorf("%v %v", b, ok)
	}
	if b, ok := store.BirthOf([]store.Fact{{Name: "birth_date", Value: "1980"}}); !ok || b.Year != 1980 {
		t.Errorf("%v %v", b, ok)
	}
}

func TestAge(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		born store.Birth
		want int
	}{
		{store.Birth{Year: 1980, Month: 11, Day: 20}, 46},
		{store.Birth{Year: 1980, Month: 11, Day: 21}, 45},
		{store.Birth{Year: 1980, Month: 12, Day: 1}, 45},
		{store.Birth{Year: 1980, Month: 1, Day: 31}, 46},
		{store.Birth{Year: 1980}, 46},
		{store.Birth{Year: 2026, Month: 1, Day: 1}, 0},
	} {
		if got, ok := c.born.Age(now); !ok || got != c.want {
			t.Errorf("%v is %d (%v), want %d", c.born, got, ok, c.want)
		}
	}
	for _, b := range []store.Birth{{}, {Month: 2, Day: 29}, {Year: 2027}, {Year: 2026, Month: 12, Day: 1}} {
		if got, ok := b.Age(now); ok {
			t.Errorf("%v is %d years old", b, got)
		}
	}
}

// What people write there is anything.
func TestNoTextIsTooOddForABirth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{0,5}[-./T ]?[0-9]{0,5}[-./T ]?[0-9]{0,5}`)).Draw(t, "text")
		b, ok := store.ParseBirth(text)
		if !ok {
			return
		}
		if b.Year != 0 && (b.Year < 1900 || b.Year > 2100) || b.Month < 0 || b.Month > 12 || b.Day < 0 || b.Day > 31 || (b.Month == 0) != (b.Day == 0) {
			t.Fatalf("%q is %v", text, b)
		}
	})
}
