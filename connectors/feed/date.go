package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// zoneHours are the named zones of feeds in hours east of UTC: those of
// RFC 822, and those that Russian, European and Asian sites write. Names that
// mean several places stand for the one that feeds mean.
func zoneHours(name string) (hours float64, ok bool) {
	table := map[string]float64{
		"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
		"EET": 2, "EEST": 3, "KALT": 2, "MSK": 3, "МСК": 3, "MSD": 4, "TRT": 3, "SAMT": 4, "AZT": 4, "AMT": 4, "GET": 4,
		"YEKT": 5, "YEKST": 6, "UZT": 5, "ALMT": 5, "OMST": 6, "NOVT": 7, "NOVST": 7, "KRAT": 7, "KRAST": 8, "IRKT": 8,
		"IRKST": 9, "YAKT": 9, "YAKST": 10, "VLAT": 10, "VLAST": 11, "MAGT": 11, "SAKT": 11, "SRET": 11, "PETT": 12,
		"ANAT": 12, "IST": 5.5, "PKT": 5, "NPT": 5.75, "ICT": 7, "WIB": 7, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9,
		"ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2, "CAT": 2, "EAT": 3,
		"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
		"HST": -10, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3, "CLT": -4, "ET": -5, "PT": -8,
	}
	hours, ok = table[strings.ToUpper(name)]
	return hours, ok
}

// month translates the beginning of a month's name, English or Russian.
func month(word string) string {
	word = strings.ToLower(word)
	for start, name := range map[string]string{
		"jan": "Jan", "feb": "Feb", "mar": "Mar", "apr": "Apr", "may": "May", "jun": "Jun", "jul": "Jul", "aug": "Aug",
		"sep": "Sep", "oct": "Oct", "nov": "Nov", "dec": "Dec",
		"янв": "Jan", "фев": "Feb", "мар": "Mar", "апр": "Apr", "май": "May", "мая": "May", "июн": "Jun", "июл": "Jul",
		"авг": "Aug", "сен": "Sep", "окт": "Oct", "ноя": "Nov", "дек": "Dec",
	} {
		if strings.HasPrefix(word, start) {
			return name
		}
	}
	return ""
}

// maxDate is the longest text that is tried as a date, in bytes.
const maxDate = 100

// parseDate reads a date as feeds write them (RFC 822, RFC 3339 and their many
// misspellings) into UTC. A date without a zone counts as UTC. Named zones are
// resolved here: time.Parse takes an unknown one for UTC and a known one as the
// machine's own zone file has it.
func parseDate(s string) (time.Time, bool) {
	if len(s) > maxDate {
		return time.Time{}, false
	}
	s = tidyDate(s)
	for _, layout := range layouts() {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// layouts are tried on tidied dates: no weekday, no commas, English months in
// three letters, the zone as a number or not at all.
func layouts() []string {
	var out []string
	for _, day := range []string{"2 Jan 2006", "2006-1-2", "2.1.2006", "Jan 2 2006", "2 Jan 06", "2-Jan-2006", "2-Jan-06", "2006/1/2", "1/2/2006", "2/1/2006", "2006.1.2", "20060102"} {
		for _, clock := range []string{" 15:4:5", " 15:4", " 3:4:5 PM", " 3:4 PM", ""} {
			for _, zone := range []string{" -0700", " -07:00", " -07", ""} {
				out = append(out, day+clock+zone)
			}
		}
	}
	return append(out, "Jan 2 15:4:5 2006", "Jan 2 15:4:5 2006 -0700", "20060102 150405", "20060102 150405Z")
}

// tidyDate brings the writings of a date together.
func tidyDate(s string) string {
	s = strings.NewReplacer(",", " ", "−", "-", "\u00a0", " ").Replace(s)
	var out []string
	offset, zoned := "", false
	for _, w := range strings.Fields(partISO(s)) {
		if strings.HasPrefix(w, "(") { // a comment: (MSK)
			continue
		}
		if m := monthWord(w); m != "" {
			out = append(out, m)
			continue
		}
		if zone, ok := zone(w); ok && len(out) > 0 {
			if !zoned || w[0] == '+' || w[0] == '-' {
				offset = zone
			}
			zoned = true
			continue
		}
		if upper := strings.ToUpper(w); upper == "AM" || upper == "PM" {
			out = append(out, upper)
			continue
		}
		if word(w) {
			continue // a weekday, or “at”
		}
		w, more := splitOffset(w)
		if more != "" {
			offset, zoned = more, true
		}
		out = append(out, w)
	}
	if offset != "" {
		out = append(out, offset)
	}
	return strings.Join(out, " ")
}

// partISO puts a space for the T between day and time.
func partISO(s string) string {
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	for i := range len(s) {
		if (s[i] == 'T' || s[i] == 't') && digit(i-1) && digit(i+1) {
			return s[:i] + " " + s[i+1:]
		}
	}
	return s
}

func monthWord(w string) string {
	if !word(w) {
		return ""
	}
	switch strings.ToLower(w) {
	case "mardi", "martes", "martedì": // Tuesdays, no March
		return ""
	}
	return month(w)
}

func word(w string) bool { return !strings.ContainsFunc(w, unicode.IsDigit) }

// zone reads a zone: a name, a number, or both (GMT+3, UTC+03:00, MSK+2).
func zone(w string) (string, bool) {
	if h, ok := zoneHours(w); ok {
		return offsetOf(h), true
	}
	i := strings.IndexAny(w, "+-")
	if i < 0 {
		return "", false
	}
	base := 0.0
	if i > 0 {
		h, ok := zoneHours(w[:i])
		if !ok {
			return "", false
		}
		base = h
	}
	h, ok := number(w[i:])
	if h == base {
		base = 0 // MST-07:00 says the same twice, MSK+2 does not
	}
	return offsetOf(base + h), ok
}

// number reads +3, +03, +0300, +03:00, also with a doubled sign.
func number(w string) (float64, bool) {
	sign := 1.0
	if w[0] == '-' {
		sign = -1
	}
	digits := strings.ReplaceAll(strings.TrimLeft(w, "+-"), ":", "")
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil || n < 0:
		return 0, false
	case len(digits) <= 2 && n <= 14:
		return sign * float64(n), true
	case len(digits) <= 4 && len(digits) > 2 && n <= 1400 && n%100 < 60:
		return sign * (float64(n/100) + float64(n%100)/60), true
	}
	return 0, false
}

func offsetOf(hours float64) string {
	sign := "+"
	if hours < 0 {
		sign, hours = "-", -hours
	}
	minutes := int(hours*60 + 0.5)
	return sign + pad(minutes/60) + pad(minutes%60)
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// splitOffset parts what is glued to a time: 15:04:05+0300, 15:04:05Z,
// 15:04:05MSK, 03:04:05PM.
func splitOffset(w string) (clock, offset string) {
	if !strings.Contains(w, ":") {
		return w, ""
	}
	i := strings.IndexFunc(w, func(r rune) bool { return r != ':' && r != '.' && !unicode.IsDigit(r) })
	if i < 0 {
		return w, ""
	}
	rest := w[i:]
	if upper := strings.ToUpper(rest); upper == "AM" || upper == "PM" {
		return w[:i] + " " + upper, ""
	}
	z, ok := zone(rest)
	if !ok {
		return w, ""
	}
	return w[:i], z
}
