package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// plain brings what people type to the few forms that are read: Russian words
// and whole English ones become the short ones, "at" and "в" go, "25 ноября" and
// "25.11" become dates, and a clock before a day goes behind it. What it does
// not know stays as it is, for the error to show.
func plain(s string, now time.Time) string {
	words := strings.Fields(s)
	var out []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case isAt(w) && i+1 < len(words):
			text, used := clockWords(words[i+1:])
			if used == 0 {
				continue // "at" before something else says nothing
			}
			out = append(out, text)
			i += used
		case i+1 < len(words) && monthDate(w, words[i+1], now) != "":
			out = append(out, monthDate(w, words[i+1], now))
			i++
		case dotted(w, now) != "":
			out = append(out, dotted(w, now))
		default:
			out = append(out, word(w))
		}
	}
	if len(out) == 2 {
		if _, _, ok := hour(out[0]); ok {
			out[0], out[1] = out[1], out[0]
		}
	}
	if len(out) == 2 && out[0] == "in" {
		if _, ok := addUnit(now, 1, out[1]); ok {
			out[1] = "1" + out[1] // "через час" is one hour
		}
	}
	return strings.Join(out, " ")
}

func isAt(w string) bool { return w == "at" || w == "в" || w == "во" || w == "к" || w == "on" }

// clockWords reads the hour behind "at": "9", "9 утра", "6 вечера", "2 часа".
// It gives how many words it took.
func clockWords(words []string) (string, int) {
	h, m, ok := hour(words[0])
	if !ok {
		n, err := strconv.Atoi(words[0])
		if err != nil || n < 0 || n > 23 {
			return "", 0
		}
		h, m = n, 0
	}
	used := 1
	if len(words) > 1 {
		switch words[1] {
		case "час", "часа", "часов", "утра", "ночи", "am", "a.m.":
			used = 2
			if h == 12 && words[1] != "часов" {
				h = 0
			}
		case "дня", "вечера", "pm", "p.m.":
			used = 2
			if h < 12 {
				h += 12
			}
		}
	}
	return fmt.Sprintf("%d:%02d", h, m), used
}

// word gives the short form of one word, "" numbers before units included.
func word(w string) string {
	digits := len(w) - len(strings.TrimLeft(w, "+0123456789"))
	if digits > 0 && digits < len(w) && strings.IndexFunc(w[digits:], func(r rune) bool { return !unicode.IsLetter(r) }) < 0 {
		return w[:digits] + unit(w[digits:])
	}
	if day := dayWord(w); day != "" {
		return day
	}
	return unit(w)
}

// unit gives the short form of a unit of time.
func unit(w string) string {
	for short, words := range map[string]string{
		"s": "sec secs second seconds с сек секунд секунды секунду", "m": "min mins minute minutes м мин минут минуты минуту",
		"h": "hr hrs hour hours ч час часа часов", "d": "day days д день дня дней", "w": "week weeks н нед неделю неделя недели недель",
		"mo": "month months мес месяц месяца месяцев", "y": "year years г год года лет",
	} {
		for _, known := range strings.Fields(words) {
			if w == known {
				return short
			}
		}
	}
	return w
}

// dayWord gives the English word of a day, "" for other words.
func dayWord(w string) string {
	for day, words := range map[string]string{
		"today": "сегодня", "tomorrow": "завтра tmr tmrw", "overmorrow": "послезавтра", "tonight": "вечером", "in": "через",
		"monday": "пн понедельник", "tuesday": "вт вторник", "wednesday": "ср среда среду", "thursday": "чт четверг",
		"friday": "пт пятница пятницу", "saturday": "сб суббота субботу", "sunday": "вс воскресенье",
	} {
		for _, known := range strings.Fields(words) {
			if w == known {
				return day
			}
		}
	}
	return ""
}

// monthDate reads "25 nov", "nov 25", "25 ноября" as the coming such day, "" for
// anything else.
func monthDate(a, b string, now time.Time) string {
	month := monthOf(b)
	if month == 0 {
		a, b = b, a
		month = monthOf(b)
	}
	day, err := strconv.Atoi(a)
	if month == 0 || err != nil {
		return ""
	}
	return coming(day, month, now)
}

// dotted reads "25.11" and "25.11.2026".
func dotted(w string, now time.Time) string {
	parts := strings.Split(strings.TrimSuffix(w, "."), ".")
	if len(parts) != 2 && len(parts) != 3 {
		return ""
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil {
			return ""
		}
		n[i] = v
	}
	if n[1] < 1 || n[1] > 12 {
		return ""
	}
	if len(parts) == 2 {
		return coming(n[0], time.Month(n[1]), now)
	}
	return date(n[2], time.Month(n[1]), n[0])
}

// coming is the next such day, today included.
func coming(day int, month time.Month, now time.Time) string {
	year := now.Year()
	if month < now.Month() || month == now.Month() && day < now.Day() {
		year++
	}
	return date(year, month, day)
}

// date writes a day that exists, "" for one that does not.
func date(year int, month time.Month, day int) string {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || t.Month() != month || year < 1990 || year > 9999 {
		return ""
	}
	return t.Format(time.DateOnly)
}

// monthOf reads the name of a month by its first three letters, 0 = none.
func monthOf(w string) time.Month {
	letters := []rune(w)
	if len(letters) < 3 {
		return 0
	}
	start := string(letters[:3])
	for i, names := range []string{"jan янв", "feb фев", "mar мар", "apr апр", "may мая май", "jun июн", "jul июл", "aug авг", "sep сен", "oct окт", "nov ноя", "dec дек"} {
		for name := range strings.FieldsSeq(names) {
			if start == name {
				return time.Month(i + 1)
			}
		}
	}
	return 0
}
