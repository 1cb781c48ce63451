package contacts

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"earshot/store"
)

// ordered reads a text; refusals come as "line: why".
func ordered(t *testing.T, text string, o OrderOptions) (rows []OrderRow, refused []string) {
	t.Helper()
	o.Now = at
	return parted(t, text, Orders(strings.NewReader(text), o))
}

// broken gives why a whole file cannot be read.
func broken(t *testing.T, text string, o OrderOptions) string {
	t.Helper()
	for _, err := range Orders(strings.NewReader(text), o) {
		if err != nil {
			return err.Error()
		}
	}
	t.Fatalf("%q is read", text)
	return ""
}

func TestATableOfOrdersInEnglish(t *testing.T) {
	rows, refused := ordered(t, "Order ID,Date,Customer Email,Phone,Net,Handle,Customer Name,Total,Currency,Product,Status,Warehouse\n"+
		`A-17,2026-11-20,"Ivan <Ivan@Mail.example>",+7 900 123-45-67,Mastodon,@ivan,Иван Петров,"1,234.50",eur,"Fridge, white",paid,7`+"\n", OrderOptions{})
	if len(rows) != 1 || len(refused) != 0 {
		t.Fatalf("%v %v", rows, refused)
	}
	rows[0].Bytes = 0
	want := OrderRow{
		Line: 2, Priced: true,
		Order: store.Order{ID: "A-17", At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Sum: 123450, Currency: "EUR", What: "Fridge, white", State: "paid"},
		Who: store.Identity{
			Network: "mastodon", Phone: "+7 900 123-45-67",
			Author: store.Author{Name: "Иван Петров", Handle: "ivan", Email: "Ivan@Mail.example"},
		},
	}
	if d := cmp.Diff(want, rows[0]); d != "" {
		t.Error(d)
	}
}

func TestATableOfOrdersInRussian(t *testing.T) {
	text := "Номер заказа;Дата;Клиент;Почта;Телефон;Сумма;Валюта;Товар;Статус\r\n" +
		"15;20.11.2026 14:30;Иван Петров;ivan@mail.example;8 900 123-45-67;1 234,50;руб.;Холодильник;оплачен\r\n"
	msk := time.FixedZone("MSK", 3*3600)
	for name, file := range map[string]string{
		"utf-8": text, "with a mark": "\ufeff" + text, "windows-1251": in1251(t, text), "sep=": "sep=;\r\n" + text,
	} {
		rows, refused := ordered(t, file, OrderOptions{Zone: msk})
		if len(rows) != 1 || len(refused) != 0 {
			t.Fatalf("%s: %v %v", name, rows, refused)
		}
		want := store.Order{ID: "15", At: time.Date(2026, 11, 20, 11, 30, 0, 0, time.UTC), Sum: 123450, Currency: "RUB", What: "Холодильник", State: "оплачен"}
		if d := cmp.Diff(want, rows[0].Order); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if a := rows[0].Who.Author; a.Name != "Иван Петров" || a.Email != "ivan@mail.example" || rows[0].Who.Phone != "8 900 123-45-67" {
			t.Errorf("%s: %+v", name, rows[0].Who)
		}
	}
}

func in1251(t *testing.T, text string) string {
	t.Helper()
	out, err := charmap.Windows1251.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSumsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"1234": "123400", "1234.5": "123450", "1234,5": "123450", "1,234.50": "123450", "1.234,50": "123450",
		"1 234,50": "123450", "1\u00a0234,50": "123450", "1\u202f234 ₽": "123400 RUB", "1'234.50": "123450",
		"12,5 руб.": "1250 RUB", "5 р.": "500 RUB", "$9.99": "999 USD", "9,99 €": "999 EUR", "EUR 1.234": "123400 EUR",
		"1,234": "123400", "0.500": "50", "0,5": "50", "100.0000": "10000", "10.005": "1000500", "1 000.005": "100001",
		"-12,50": "-1250", "\u2212 3": "-300", "(7.00)": "-700", "1.234.567": "123456700", "1,234,567.8": "123456780",
		"0": "0", "£1": "100 GBP", "1 ₸": "100 KZT", "1 грн": "100 UAH", "1 USD": "100 USD",
	} {
		cents, unit, ok := money(text)
		if got := strings.TrimSpace(fmt.Sprint(cents, " ", unit)); !ok || got != want {
			t.Errorf("%q: %s %v, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "free", "12 34", "1.2.3", "1,2,3", "12a4", "5 apples", "٣", "1e9", "999999999999999", "1;5", "1.5.000,1"} {
		if cents, unit, ok := money(text); ok {
			t.Errorf("%q is taken for %d %s", text, cents, unit)
		}
	}
}

// TestWhatWasWrittenIsRead: any sum, in any of the usual ways to write it.
func TestWhatWasWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.Int64Range(0, 1e13).Draw(t, "cents")
		groups := rapid.SampledFrom([]string{"", " ", "\u00a0", ".", ",", "'"}).Draw(t, "groups")
		mark := rapid.SampledFrom([]string{".", ","}).Filter(func(s string) bool { return s != groups }).Draw(t, "mark")
		whole := fmt.Sprint(cents / 100)
		for at := len(whole) - 3; at > 0; at -= 3 {
			whole = whole[:at] + groups + whole[at:]
		}
		text := fmt.Sprintf("%s%s%02d", whole, mark, cents%100)
		if got, _, ok := money(text); !ok || got != cents {
			t.Fatalf("%q is %d, %v", text, got, ok)
		}
	})
}

func TestDaysAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-20": "2026-11-20T00:00:00Z", "2026-11-20 14:30": "2026-11-20T14:30:00Z", "2026-11-20T14:30:05+03:00": "2026-11-20T11:30:05Z",
		"20.11.2026": "2026-11-20T00:00:00Z", "2.1.26": "2026-01-02T00:00:00Z", "2026/11/20 14:30:05": "2026-11-20T14:30:05Z",
		"20.11.2026 14:30:05": "2026-11-20T14:30:05Z", "2026-11-20 14:30:05 +0300": "2026-11-20T11:30:05Z",
	} {
		if got, ok := orderTime(text, nil); !ok || got.Format(time.RFC3339) != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"11/20/2026", "yesterday", "20.13.2026", "2026", ""} {
		if got, ok := orderTime(text, nil); ok {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func TestARowThatIsNoOrderIsRefusedWithItsLine(t *testing.T) {
	rows, refused := ordered(t, strings.Join([]string{
		"order,date,email,handle,net,sum,currency,phone",
		"1,2026-11-20,a@x.example,,,5,RUB,",
		"1,2026-11-20,b@x.example,,,5,RUB,",
		",2026-11-20,a@x.example,,,5,RUB,",
		"3,someday,a@x.example,,,5,RUB,",
		"4,,a@x.example,,,5,RUB,",
		"5,2026-11-25,a@x.example,,,5,RUB,",
		"6,1989-01-01,a@x.example,,,5,RUB,",
		"7,2026-11-20,,,,5,RUB,",
		"8,2026-11-20,,ivan,,5,RUB,",
		"9,2026-11-20,,ivan,ma stodon,5,RUB,",
		"10,2026-11-20,a@x.example,,,much,RUB,",
		"11,2026-11-20,a@x.example,,,5,shells,",
		"12,2026-11-20,no address,,,5,RUB,",
		"13,2026-11-20,a@x.example,,,5,RUB,12",
		"14,2026-11-20,a@x.example,,,5,RUB,,and more",
		strings.Repeat("x", 300) + ",2026-11-20,a@x.example,,,5,RUB,",
		`16,"2026-11-20`,
		"",
		",,,,,,,",
	}, "\n"), OrderOptions{})
	if len(rows) != 1 || rows[0].Order.ID != "1" || rows[0].Who.Author.Email != "a@x.example" {
		t.Errorf("%+v", rows)
	}
	want := []string{
		"3: the order 1 stands in line 2 already", "4: it has no order id",
		`5: the date "someday" cannot be read; write it as 2026-11-20 or 20.11.2026`, "6: it has no date",
		"7: the date 2026-11-25 is not between 1990 and tomorrow", "8: the date 1989-01-01 is not between 1990 and tomorrow",
		"9: it does not say who ordered: no e-mail, phone, handle or contact", "10: the handle ivan needs its network in a column net",
		`11: the network "ma stodon" is not [a-z0-9_-]{1,32}`, `12: the sum "much" cannot be read; write it as 1234.50 or 1 234,50`,
		`13: "shells" is no currency; write it as RUB or EUR`, `14: "no address" is no e-mail address`, `15: "12" is no phone number`,
		"16: it has 9 values, the header names 8 columns", "17: its id has more than 200 bytes", "18: a quote is opened and not closed",
	}
	if d := cmp.Diff(want, refused); d != "" {
		t.Error(d)
	}
}

func TestAFileThatIsNoTableOfOrdersSaysWhatItLacks(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "the file is empty",
		"\n\n":                                 "the first line cannot be read",
		"name,city\n":                          "names no column for an order id (order_id), nor for a date (date), nor for who ordered",
		"order,date,sum\n":                     "names no column for who ordered (email",
		"order,email\n":                        "names no column for a date (date); a table",
		strings.Repeat("x", 2<<20) + "\norder": "cannot be read",
	} {
		if got := broken(t, text, OrderOptions{}); !strings.Contains(got, want) {
			t.Errorf("%.40q: %s", text, got)
		}
	}
	if got := broken(t, "order,date,email\n", OrderOptions{Currency: "shells"}); !strings.Contains(got, `"shells" is no currency`) {
		t.Error(got)
	}
	if got := broken(t, "order,date,email\n", OrderOptions{Skip: []string{"E-Mail", "email"}}); !strings.Contains(got, "who ordered") {
		t.Error(got)
	}
}

func TestWhatStandsTwiceAndWhatIsNotSaid(t *testing.T) {
	rows, refused := ordered(t, "order,date,created,email,billing_email,total,subtotal\n1,2026-11-20,2026-11-19,a@x.example,b@x.example,5,4\n2,2026-11-20,,,b@x.example,,\n3,2026-11-20,,a@x.example,,0,\n",
		OrderOptions{Currency: "rub"})
	if len(rows) != 3 || len(refused) != 0 {
		t.Fatalf("%v %v", rows, refused)
	}
	if o := rows[0]; o.Order.Sum != 500 || o.Order.At.Day() != 20 || o.Who.Author.Email != "a@x.example" || o.Order.Currency != "RUB" {
		t.Errorf("the first of two counts: %+v", o)
	}
	if o := rows[1]; o.Priced || o.Order.Currency != "" || o.Who.Author.Email != "b@x.example" {
		t.Errorf("no sum: %+v", o)
	}
	if o := rows[2]; !o.Priced || o.Order.Sum != 0 || o.Order.Currency != "RUB" {
		t.Errorf("nothing to pay: %+v", o)
	}
}

// FuzzOrders: whatever a file holds, a row is an order or refused with its line.
func FuzzOrders(f *testing.F) {
	f.Add([]byte("order,date,email,sum\n1,2026-11-20,a@x.example,5\n"))
	f.Add([]byte("Номер;Дата;Телефон;Сумма\n1;20.11.2026;+79001234567;1 234,50 ₽\n"))
	f.Add([]byte("order,date,net,handle\n\"1,2026-11-20,vk,x\n"))
	f.Add([]byte("\"order,date,net,handle\n1,2026-11-20,vk,x\n")) // the header itself has no end
	f.Fuzz(func(t *testing.T, file []byte) {
		line := 0
		for row, err := range Orders(bytes.NewReader(file), OrderOptions{Now: at}) {
			var r *Refusal
			switch {
			case err != nil && !errors.As(err, &r):
				return
			case row.Line <= line:
				t.Fatalf("line %d comes after %d", row.Line, line)
			case err == nil && (row.Order.ID == "" || row.Order.At.IsZero() || row.Who.ID+row.Who.Author.Email+row.Who.Phone+row.Who.Author.Handle == ""):
				t.Fatalf("%+v", row)
			}
			line = row.Line
		}
	})
}

// TestEveryNameOfAColumnMeansOneThing: else the order of a map would decide.
func TestEveryNameOfAColumnMeansOneThing(t *testing.T) {
	names, seen := orderColumns(), map[string]orderField{}
	for f, list := range names {
		for _, name := range strings.Fields(list) {
			if other, again := seen[name]; again {
				t.Errorf("%s is %d and %d", name, f, other)
			}
			seen[name] = f
			if columnName(name) != name {
				t.Errorf("%s is never found: a header says %s", name, columnName(name))
			}
			if got := orderFieldOf(name, names); got != f {
				t.Errorf("%s is %d, want %d", name, got, f)
			}
		}
	}
	for header, want := range map[string]orderField{
		"Order No": orderID, "№ заказа": orderID, "E-mail Address": orderMail, "Эл. почта": orderMail, "ник": orderHandle, "Network": orderNet,
		"Соцсеть": orderNet, "ФИО": orderName, "Full Name": orderName, "Мобильный": orderPhone, "Order Date": orderDate, "Grand total": orderSum,
		"city": orderOther, "": orderOther, "подписчики": orderOther,
	} {
		if got := orderFieldOf(columnName(header), names); got != want {
			t.Errorf("%q is %d, want %d", header, got, want)
		}
	}
}

func TestTextOfOrdersIsMadeSafe(t *testing.T) {
	rows, refused := ordered(t, "order,date,contact,what,state,name\n"+
		"\x1b[31m7\x1b[0m,2026-11-20, 5 ,\"fridge\u202e\nwhite\",\x07paid,"+strings.Repeat("Ы", 5000)+"\n", OrderOptions{})
	if len(rows) != 1 || len(refused) != 0 {
		t.Fatalf("%v %v", rows, refused)
	}
	o := rows[0]
	if o.Order.ID != "7" || o.Order.What != "fridge white" || o.Order.State != "paid" || o.Who.ID != "5" || len(o.Who.Author.Name) > maxValue {
		t.Errorf("%+v", o)
	}
}
