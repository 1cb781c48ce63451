package when

import (
	"strings"
	"testing"
	"time"
)

// Sunday afternoon in Moscow.
func sunday(t *testing.T) (time.Time, *time.Location) {
	t.Helper()
	zone := time.FixedZone("MSK", 3*60*60)
	return time.Date(2026, 11, 22, 15, 30, 0, 0, zone), zone
}

func TestWhatPeopleType(t *testing.T) {
	now, zone := sunday(t)
	for text, want := range map[string]string{
		"2026-11-23T09:00:00+01:00": "2026-11-23 11:00",
		"2026-11-23T09:00Z":         "2026-11-23 12:00",
		"2026-11-23 09:00":          "2026-11-23 09:00",
		"2026-11-23T09:00":          "2026-11-23 09:00",
		"2026-11-23":                "2026-11-23 09:00",
		"18:30":                     "2026-11-22 18:30",
		"9:05":                      "2026-11-23 09:05", // has passed today
		"+2h":                       "2026-11-22 17:30",
		"in 90m":                    "2026-11-22 17:00",
		"1w2d":                      "2026-12-01 15:30",
		"1mo":                       "2026-12-22 15:30",
		"tomorrow":                  "2026-11-23 09:00",
		"Tomorrow 9:15":             "2026-11-23 09:15",
		"tomorrow 9":                "2026-11-23 09:00",
		"fri 18":                    "2026-11-27 18:00",
		"tonight":                   "2026-11-22 19:00",
		"mon":                       "2026-11-23 09:00",
		"friday 18:30":              "2026-11-27 18:30",
		"sun":                       "2026-11-29 09:00", // this Sunday's 9:00 has passed
		"sun 20:00":                 "2026-11-22 20:00",
		"2026-11-23  09:00":         "2026-11-23 09:00",
	} {
		got, err := Parse(text, now, zone)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if s := got.In(zone).Format("2006-01-02 15:04"); s != want {
			t.Errorf("%q = %s, want %s", text, s, want)
		}
		if got.Location() != time.UTC {
			t.Errorf("%q is not in UTC", text)
		}
	}
}

func TestWhatIsNoTimeSaysWhatIs(t *testing.T) {
	now, zone := sunday(t)
	for _, text := range []string{"", "soon", "25:00", "9", "tomorrow soon", "tomorrow 24", "tomorrow -1", "tomorrow 009", "5x", "999999999999d", "2026-13-01", "+", "mo", "in"} {
		if got, err := Parse(text, now, zone); err == nil || !strings.Contains(err.Error(), Forms) {
			t.Errorf("%q = %v, %v", text, got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"+2h", "mon 9:00", "2026-11-23", "tonight", "1w2d3h", "завтра в 9", "9pm", "m", "am", "1.1.1", "25 nov"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Parse(s, now, nil)
		if err == nil && got.IsZero() {
			t.Errorf("%q is a time but zero", s)
		}
	})
}

func TestWhatPeopleTypeInTheirOwnWords(t *testing.T) {
	now, zone := sunday(t)
	for text, want := range map[string]string{
		"завтра":           "2026-11-23 09:00",
		"Завтра 9":         "2026-11-23 09:00",
		"завтра в 9:30":    "2026-11-23 09:30",
		"послезавтра":      "2026-11-24 09:00",
		"в пятницу в 18":   "2026-11-27 18:00",
		"пт 18:30":         "2026-11-27 18:30",
		"через 2 часа":     "2026-11-22 17:30",
		"через час":        "2026-11-22 16:30",
		"через неделю":     "2026-11-29 15:30",
		"30 мин":           "2026-11-22 16:00",
		"3 дня":            "2026-11-25 15:30",
		"в 6 вечера":       "2026-11-22 18:00",
		"завтра в 3 дня":   "2026-11-23 15:00",
		"25 ноября":        "2026-11-25 09:00",
		"25.11 в 10":       "2026-11-25 10:00",
		"1.11":             "2027-11-01 09:00",
		"25.12.2026 18:00": "2026-12-25 18:00",
		"сегодня 18:00":    "2026-11-22 18:00",
		"вечером":          "2026-11-22 19:00",
		"tomorrow 9":       "2026-11-23 09:00",
		"tomorrow at 9pm":  "2026-11-23 21:00",
		"9:30pm":           "2026-11-22 21:30",
		"12am":             "2026-11-23 00:00",
		"at 18":            "2026-11-22 18:00",
		"18:00 tomorrow":   "2026-11-23 18:00",
		"in 2 hours":       "2026-11-22 17:30",
		"in 45 minutes":    "2026-11-22 16:15",
		"nov 25 18:30":     "2026-11-25 18:30",
		"on friday at 10":  "2026-11-27 10:00",
	} {
		got, err := Parse(text, now, zone)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if g := got.In(zone).Format("2006-01-02 15:04"); g != want {
			t.Errorf("%q is %s, want %s", text, g, want)
		}
	}
	for _, text := range []string{"31.02", "завтра 25", "tomorrow 9x", "13pm", "в", "через", "at", "99 ноября", "9", "в среду завтра"} {
		if got, err := Parse(text, now, zone); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}
