package contacts

import "fmt"

// Price reads a sum with its currency as people write it, "500 RUB" or "12,50 €",
// in hundredths; an empty text is no price.
func Price(text string) (cents int64, unit string, err error) {
	if text == "" {
		return 0, "", nil
	}
	cents, unit, ok := money(text)
	switch {
	case !ok:
		return 0, "", fmt.Errorf("%q is no sum; write it as 500 RUB or 12.50 EUR", text)
	case unit == "":
		return 0, "", fmt.Errorf("%q has no currency; write it as 500 RUB or 12.50 EUR", text)
	case cents < 0:
		return 0, "", fmt.Errorf("%q is less than nothing", text)
	}
	return cents, unit, nil
}
