package widget

import "strconv"

// Plural counts things: "1 order", "12 orders".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
