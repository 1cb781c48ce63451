package contacts

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"earshot/store"
)

// OrderRow is one row of a table of orders.
type OrderRow struct {
	Line  int         // where it begins, from 1
	Order store.Order // without Identity
	// Priced tells that the row says a sum, be it 0.
	Priced bool
	// Who ordered: what the row says of them. ID is the text of a column that says
	// who it is in any form, as an id, an address, a number.
	Who   store.Identity
	Bytes int64 // of the file, up to the end of this row
}

// OrderOptions say what a table of orders does not say itself.
type OrderOptions struct {
	Zone     *time.Location // of days and hours without a zone; nil = UTC
	Now      time.Time      // nothing was ordered more than a day after it
	Currency string         // of sums without one, "" = unknown
	Skip     []string       // columns that are left out
}

// orderField is what a column of a table of orders is about.
type orderField int

const (
	orderOther orderField = iota
	orderID
	orderDate
	orderSum
	orderCurrency
	orderWhat
	orderState
	orderWho
	orderMail
	orderPhone
	orderHandle
	orderNet
	orderName
)

// orderColumns are the names of columns, as shops write them in English and in
// Russian.
func orderColumns() map[orderField]string {
	return map[orderField]string{
		orderID:       "id order order_id order_no order_number number no номер номер_заказа №_заказа № заказ ид ид_заказа id_заказа код",
		orderDate:     "date created created_at order_date ordered ordered_at at time paid_at дата дата_заказа дата_создания создан",
		orderSum:      "sum total amount price revenue order_total total_price grand_total subtotal сумма сумма_заказа итого стоимость цена",
		orderCurrency: "currency currency_code валюта",
		orderWhat:     "what product products item items goods title description lineitem_name что товар товары состав состав_заказа наименование название",
		orderState:    "state status order_status financial_status статус статус_заказа состояние",
		orderWho:      "contact contact_id identity who customer_id client_id контакт кто ид_клиента id_клиента код_клиента",
		orderMail:     "customer_email billing_email buyer_email почта_клиента",
		orderPhone:    "customer_phone billing_phone buyer_phone телефон_клиента",
		orderName:     "customer client buyer customer_name client_name billing_name клиент покупатель заказчик имя",
	}
}

// orderFieldOf tells what a column of a name is about.
func orderFieldOf(name string, names map[orderField]string) orderField {
	for f, list := range names {
		if slices.Contains(strings.Fields(list), name) {
			return f
		}
	}
	switch known(name) {
	case asMail:
		return orderMail
	case asPhone:
		return orderPhone
	case asHandle:
		return orderHandle
	case asNet:
		if name == "platform" || name == "plattform" { // what a shop runs on
			return orderOther
		}
		return orderNet
	case asName:
		return orderName
	}
	return orderOther
}

// Orders goes through the rows of a table of orders. A row that cannot be read is
// a *Refusal, and the walk goes on; any other error ends it. Columns that it does
// not know are left out: shops write many.
func Orders(r io.Reader, o OrderOptions) iter.Seq2[OrderRow, error] {
	return func(yield func(OrderRow, error) bool) {
		if o.Currency != "" && currency(o.Currency) == "" {
			yield(OrderRow{}, fmt.Errorf("%q is no currency; write it as RUB or EUR", o.Currency))
			return
		}
		in := bufio.NewReaderSize(wide(r), 64<<10)
		head, err := in.Peek(3)
		switch {
		case err != nil && err != io.EOF:
			yield(OrderRow{}, err)
			return
		case len(head) == 0:
			yield(OrderRow{}, errors.New("the file is empty"))
			return
		case bytes.Equal(head, []byte("\xef\xbb\xbf")):
			_, _ = in.Discard(3) // it was peeked
		}
		t, names, err := openTable(&lines{in: in})
		if err != nil {
			yield(OrderRow{}, err)
			return
		}
		s := &orderTable{table: t, o: o, lines: map[string]int{}, yield: yield}
		if err := s.header(names); err != nil {
			yield(OrderRow{}, err)
			return
		}
		for s.next() {
		}
	}
}

// orderTable hands the rows of a table on, each order once.
type orderTable struct {
	*table
	o      OrderOptions
	fields []orderField
	lines  map[string]int // where each order stands
	yield  func(OrderRow, error) bool
}

func (s *orderTable) header(names []string) error {
	known := orderColumns()
	for _, raw := range names {
		name := columnName(raw)
		f := orderFieldOf(name, known)
		if slices.ContainsFunc(s.o.Skip, func(skip string) bool { return columnName(skip) == name }) {
			f = orderOther
		}
		s.fields = append(s.fields, f)
	}
	var absent []string
	for f, what := range []string{orderID: "an order id (order_id)", orderDate: "a date (date)"} {
		if what != "" && !slices.Contains(s.fields, orderField(f)) {
			absent = append(absent, what)
		}
	}
	if !slices.ContainsFunc(s.fields, func(f orderField) bool {
		return f == orderWho || f == orderMail || f == orderPhone || f == orderHandle
	}) {
		absent = append(absent, "who ordered (email, phone, handle and net, or contact)")
	}
	if len(absent) > 0 {
		return fmt.Errorf("the first line names no column for %s; a table of orders has a header with some of order_id, date, email, phone, handle, net, contact, name, sum, currency, what, state", strings.Join(absent, ", nor for "))
	}
	return nil
}

// next reads one row; it reports whether there may be another.
func (s *orderTable) next() bool {
	values, line, err := s.record()
	var refused *Refusal
	switch {
	case err == io.EOF:
		return false
	case errors.As(err, &refused):
		return s.refuse(line, refused.Why)
	case errors.Is(err, errLong):
		return s.refuse(line, err.Error())
	case err != nil:
		s.yield(OrderRow{Line: line}, err)
		return false
	case strings.TrimSpace(strings.Join(values, "")) == "":
		return true // spreadsheets end in such rows
	}
	row, why := s.row(values)
	if why != "" {
		return s.refuse(line, why)
	}
	if first, again := s.lines[row.Order.ID]; again {
		return s.refuse(line, fmt.Sprintf("the order %s stands in line %d already", row.Order.ID, first))
	}
	s.lines[row.Order.ID] = line
	row.Line, row.Bytes = line, s.bytes
	return s.yield(row, nil)
}

func (s *orderTable) refuse(line int, why string) bool {
	return s.yield(OrderRow{Line: line, Bytes: s.bytes}, &Refusal{line, why, s.bytes})
}

// row makes an order of the values of a row; why is why it is refused.
func (s *orderTable) row(values []string) (row OrderRow, why string) {
	b := orderBuilder{o: s.o}
	for i, raw := range values {
		switch v := line(raw, maxValue); {
		case v == "":
		case i >= len(s.fields):
			return row, fmt.Sprintf("it has %d values, the header names %d columns", len(values), len(s.fields))
		default:
			b.set(s.fields[i], v)
		}
	}
	return b.done()
}
