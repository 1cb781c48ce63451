package store

import (
	"strconv"
	"strings"
	"time"
)

// The sexes as facts are read; other values are left as they were written.
const (
	Female = "female"
	Male   = "male"
)

// Sex reads the sex of a person from what lists and profiles say of them, ""
// where nobody says it. Lists write it in many ways, in English and Russian.
func Sex(facts []Fact) string {
	for _, f := range facts {
		switch f.folded() {
		case "sex", "gender", "пол":
		default:
			continue
		}
		switch strings.TrimSuffix(strings.ToLower(strings.TrimSpace(f.Value)), ".") {
		case "female", "f", "w", "woman", "женский", "женщина", "жен", "ж":
			return Female
		case "male", "m", "man", "мужской", "мужчина", "муж", "м":
			return Male
		}
	}
	return ""
}

// Birth is a date of birth as far as it is known; parts that are not are 0.
type Birth struct{ Year, Month, Day int }

// BirthOf reads the date of birth from what lists and profiles say: the first
// that can be read. false = nobody says it.
func BirthOf(facts []Fact) (Birth, bool) {
	for _, f := range facts {
		switch f.folded() {
		case "born", "birth", "dob", "bday", "bdate", "birthday", "birthdate", "date of birth", "year of birth", "дата рождения", "день рождения", "год рождения", "др":
			if b, ok := ParseBirth(f.Value); ok {
				return b, true
			}
		}
	}
	return Birth{}, false
}

// folded is the name of a fact as it is compared: a column "Birth_Date" is "birth
// date", and what is one word in one list is two in another.
func (f Fact) folded() string {
	name := strings.Join(strings.FieldsFunc(strings.ToLower(f.Name), func(r rune) bool { return strings.ContainsRune(" _-.", r) }), " ")
	if name == "birth date" {
		return "birthdate"
	}
	return name
}

// ParseBirth reads a date of birth in the forms of ISO 8601 (1980-02-01), vCard
// (19800201, RFC 6350), VK (1.2.1980, 1.2) and lists (01/02/1980, 1980). Where
// day and month could be one or the other, neither is known.
func ParseBirth(text string) (Birth, bool) {
	text = strings.TrimSpace(text)
	if day, _, timed := strings.Cut(text, "T"); timed {
		text = day
	}
	text, _, _ = strings.Cut(text, " ")
	if len(text) == 8 && !strings.ContainsAny(text, "-./") {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	sign := strings.IndexAny(text, "-./")
	if sign < 0 {
		year, err := strconv.Atoi(text)
		return Birth{Year: year}, err == nil && bornIn(year)
	}
	var n []int
	for _, part := range strings.Split(text, text[sign:sign+1]) {
		x, err := strconv.Atoi(part)
		if err != nil || x <= 0 {
			return Birth{}, false
		}
		n = append(n, x)
	}
	switch {
	case len(n) == 2 && text[sign] == '.':
		return dated(2000, n[1], n[0], false) // a leap year: who is born on 29 February is, too
	case len(n) == 3 && n[0] > 31:
		return dated(n[0], n[1], n[2], true)
	case len(n) != 3:
		return Birth{}, false
	case text[sign] == '.' || n[0] > 12 || n[0] == n[1]:
		return dated(n[2], n[1], n[0], true)
	case n[1] > 12:
		return dated(n[2], n[0], n[1], true)
	}
	return Birth{Year: n[2]}, bornIn(n[2])
}

// bornIn tells whether somebody who writes today can be born in a year.
func bornIn(year int) bool { return year >= 1900 && year <= 2100 }

func dated(year, month, day int, known bool) (Birth, bool) {
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if !bornIn(year) || at.Day() != day || int(at.Month()) != month {
		return Birth{}, false
	}
	if !known {
		year = 0
	}
	return Birth{year, month, day}, true
}

// Age is how many years old somebody is, in the zone of a moment. Of whom only
// the year is known it is the age that they reach in that year.
func (b Birth) Age(now time.Time) (years int, ok bool) {
	if b.Year == 0 {
		return 0, false
	}
	years = now.Year() - b.Year
	if month := int(now.Month()); b.Month > month || b.Month == month && b.Day > now.Day() {
		years--
	}
	return years, years >= 0
}
