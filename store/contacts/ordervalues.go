package contacts

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"earshot/store"
)

// orderBuilder makes an order of values.
type orderBuilder struct {
	o    OrderOptions
	row  OrderRow
	unit string // the currency that stands with the sum
	mail builder
	why  string
}

// set takes a value, which is not empty. The first of two columns of one meaning
// counts.
func (b *orderBuilder) set(f orderField, v string) {
	o, who := &b.row.Order, &b.row.Who
	switch f {
	case orderID:
		if first(&o.ID, v); len(o.ID) > maxRow {
			b.refuse("its id has more than %d bytes", maxRow)
		}
	case orderDate:
		b.date(v)
	case orderSum:
		b.sum(v)
	case orderCurrency:
		if o.Currency = currency(v); o.Currency == "" {
			b.refuse("%q is no currency; write it as RUB or EUR", v)
		}
	case orderWhat:
		first(&o.What, v)
	case orderState:
		first(&o.State, v)
	case orderWho:
		first(&who.ID, v)
	case orderMail:
		if !b.mail.mail(v) && b.mail.p.Author.Email == "" {
			b.refuse("%q is no e-mail address", v)
		}
	case orderPhone:
		if !b.mail.phone(v) && b.mail.p.Phone == "" {
			b.refuse("%q is no phone number", v)
		}
	case orderHandle:
		first(&who.Author.Handle, handle(v))
	case orderNet:
		if who.Network = Network(v); !store.ValidNetwork(who.Network) {
			b.refuse("the network %q is not [a-z0-9_-]{1,32}", v)
		}
	case orderName:
		first(&who.Author.Name, v)
	}
}

func (b *orderBuilder) refuse(format string, args ...any) {
	first(&b.why, fmt.Sprintf(format, args...))
}

func (b *orderBuilder) date(v string) {
	if !b.row.Order.At.IsZero() {
		return
	}
	at, ok := orderTime(v, b.o.Zone)
	switch {
	case !ok:
		b.refuse("the date %q cannot be read; write it as 2026-11-20 or 20.11.2026", v)
	case at.Year() < 1990 || at.After(b.o.Now.AddDate(0, 0, 1)):
		b.refuse("the date %s is not between 1990 and tomorrow", v)
	}
	b.row.Order.At = at
}

func (b *orderBuilder) sum(v string) {
	if b.row.Priced {
		return
	}
	cents, unit, ok := money(v)
	if !ok {
		b.refuse("the sum %q cannot be read; write it as 1234.50 or 1 234,50", v)
	}
	b.row.Order.Sum, b.unit, b.row.Priced = cents, unit, true
}

// done ends the row.
func (b *orderBuilder) done() (OrderRow, string) {
	o, who := &b.row.Order, &b.row.Who
	who.Author.Email, who.Phone = b.mail.p.Author.Email, b.mail.p.Phone
	first(&who.Author.Name, b.mail.p.Author.Name)
	first(&o.Currency, b.unit)
	if b.row.Priced {
		first(&o.Currency, currency(b.o.Currency))
	}
	switch {
	case b.why != "":
	case o.ID == "":
		b.refuse("it has no order id")
	case o.At.IsZero():
		b.refuse("it has no date")
	case who.ID+who.Author.Email+who.Phone+who.Author.Handle == "":
		b.refuse("it does not say who ordered: no e-mail, phone, handle or contact")
	case who.ID+who.Author.Email+who.Phone == "" && who.Network == "":
		b.refuse("the handle %s needs its network in a column net", who.Author.Handle)
	}
	return b.row, b.why
}

// orderLayouts are the ways to write a time, the most exact first. A day of
// America, month before day, is none: nobody could tell it from ours.
func orderLayouts() []string {
	return []string{
		time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly,
		"2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02",
		"02.01.2006 15:04:05", "02.01.2006 15:04", "2.1.2006", "02.01.06 15:04", "2.1.06",
	}
}

func orderTime(v string, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		zone = time.UTC
	}
	for _, layout := range orderLayouts() {
		if at, err := time.ParseInLocation(layout, v, zone); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// currency brings the name or sign of a currency to ISO 4217; "" for what is none.
func currency(v string) string {
	switch v = strings.Trim(strings.ToLower(v), " ."); v {
	case "₽", "р", "руб", "рубль", "рублей", "rur":
		return "RUB"
	case "$":
		return "USD"
	case "€", "евро":
		return "EUR"
	case "£":
		return "GBP"
	case "₸", "тенге":
		return "KZT"
	case "₴", "грн":
		return "UAH"
	}
	if len(v) != 3 || strings.Trim(v, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return strings.ToUpper(v)
}

const digits = "0123456789"

// money reads a sum with its currency, if that stands there: hundredths. Both
// ways to write it are known, 1,234.50 and 1 234,50; where one mark stands before
// just three digits, as in 1.234, it divides thousands.
func money(v string) (cents int64, unit string, ok bool) {
	from := strings.IndexAny(v, digits)
	to := strings.LastIndexAny(v, digits)
	if from < 0 {
		return 0, "", false
	}
	before, number, after := v[:from], v[from:to+1], v[to+1:]
	sign := int64(1)
	if strings.ContainsAny(before, "-\u2212(") {
		sign = -1
	}
	if rest := strings.Trim(before+after, " \u00a0\u202f+-\u2212()."); rest != "" {
		if unit = currency(rest); unit == "" {
			return 0, "", false
		}
	}
	whole, part, ok := cutDecimals(number)
	if !ok || len(whole) > 14 || len(part) > 9 {
		return 0, "", false
	}
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil {
		return 0, "", false
	}
	if len(part) > 2 && part[2] >= '5' {
		n++
	}
	return sign * n, unit, true
}

// cutDecimals parts 1 234,50 into 1234 and 50. The groups of thousands have three
// digits.
func cutDecimals(number string) (whole, part string, ok bool) {
	number = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u00a0\u202f\u2009'\u2019", r) {
			return ' '
		}
		return r
	}, number)
	whole = number
	if at := strings.LastIndexAny(number, ".,"); at >= 0 {
		mark, head, tail := number[at:at+1], number[:at], number[at+1:]
		again, other := strings.Contains(head, mark), strings.ContainsAny(head, "., ")
		thousands := len(tail) == 3 && (again || !other && len(head) <= 3 && head[0] != '0')
		if again && !thousands {
			return "", "", false
		}
		if !thousands {
			whole, part = head, tail
		}
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return strings.ContainsRune("., ", r) })
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", "", false
		}
	}
	whole = strings.Join(groups, "")
	return whole, part, strings.Trim(whole+part, digits) == ""
}
