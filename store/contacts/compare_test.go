package contacts

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"earshot/store"
)

// person draws what a file may say of somebody, in the form it is kept in.
func person(t *rapid.T, i int) store.Identity {
	word := func(name string) string {
		return rapid.StringMatching(`[A-Za-zА-Яа-я][A-Za-zА-Яа-я ,;"']{0,10}[A-Za-zА-Яа-я]`).Draw(t, name)
	}
	row := fmt.Sprint("r", i)
	p := store.Identity{ID: "row:" + row, Row: row, Network: rapid.SampledFrom([]string{"", "vk", "mail", "mastodon"}).Draw(t, "net")}
	p.Author.Name = strings.Join(strings.Fields(word("name")), " ")
	p.Author.Location = strings.Join(strings.Fields(word("city")), " ")
	p.Author.Email = rapid.SampledFrom([]string{"", "a@x.example", "Ivan.P@mail.example"}).Draw(t, "mail")
	p.Phone = rapid.SampledFrom([]string{"", "+7 900 123-45-67", "89001234567"}).Draw(t, "phone")
	p.Author.Followers = rapid.IntRange(0, 5000).Draw(t, "followers")
	p.VIP = rapid.Bool().Draw(t, "vip")
	for _, tag := range rapid.SliceOfN(rapid.SampledFrom([]string{"new", "regular", "опт"}), 0, 3).Draw(t, "tags") {
		p.Tags = insert(p.Tags, tag)
	}
	return p
}

// asTable writes people as a table, with the standard library's writer.
func asTable(t *rapid.T, people []store.Identity) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "separator")
	w.UseCRLF = rapid.Bool().Draw(t, "crlf")
	header := rapid.Permutation([]string{"id", "net", "name", "email", "phone", "city", "followers", "vip", "tags"}).Draw(t, "header")
	rows := [][]string{header}
	for _, p := range people {
		vip := ""
		if p.VIP {
			vip = "yes"
		}
		values := map[string]string{
			"id": p.Row, "net": p.Network, "name": p.Author.Name, "email": p.Author.Email, "phone": p.Phone, "city": p.Author.Location,
			"followers": fmt.Sprint(p.Author.Followers), "vip": vip, "tags": strings.Join(p.Tags, ","),
		}
		var row []string
		for _, name := range header {
			row = append(row, values[name])
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAnyTableIsReadAsItWasMeant: whatever the order of the columns, the
// separator, the line ends and the character set.
func TestAnyTableIsReadAsItWasMeant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var people []store.Identity
		for i := range rapid.IntRange(1, 6).Draw(t, "people") {
			people = append(people, person(t, i))
		}
		text := asTable(t, people)
		switch rapid.SampledFrom([]string{"plain", "mark", "utf16", "utf16be"}).Draw(t, "set") {
		case "mark":
			text = "\ufeff" + text
		case "utf16":
			text = encoded(t, text, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder())
		case "utf16be":
			text = encoded(t, text, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder())
		}
		same(t, text, people)
	})
}

func encoded(t *rapid.T, text string, enc interface{ String(string) (string, error) }) string {
	out, err := enc.String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// same reads a file and compares it with who should be in it.
func same(t *rapid.T, text string, want []store.Identity) {
	var got []store.Identity
	for row, err := range Read(strings.NewReader(text), Options{}) {
		if err != nil {
			t.Fatalf("line %d: %v in\n%q", row.Line, err, text)
		}
		got = append(got, row.Person)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("(-want +got)\n%s\n%q", d, text)
	}
}

// asCards writes people as an address book, of a version, folded as it likes.
func asCards(t *rapid.T, people []store.Identity) string {
	var b strings.Builder
	escape := strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`)
	width := rapid.IntRange(10, 80).Draw(t, "width")
	line := func(s string) {
		runes := []rune(s)
		for first := true; first || len(runes) > 0; first = false {
			n := min(width, len(runes))
			if !first {
				b.WriteByte(' ')
			}
			b.WriteString(string(runes[:n]) + "\r\n")
			runes = runes[n:]
		}
	}
	for _, p := range people {
		properties := []string{"UID:" + p.Row, "FN:" + escape.Replace(p.Author.Name), "ADR;TYPE=home:;;;" + escape.Replace(p.Author.Location) + ";;;"}
		if p.Author.Email != "" {
			properties = append(properties, "EMAIL;TYPE=internet:"+p.Author.Email)
		}
		if p.Phone != "" {
			properties = append(properties, "TEL;TYPE=cell:"+p.Phone)
		}
		if len(p.Tags) > 0 {
			properties = append(properties, "CATEGORIES:"+strings.Join(p.Tags, ","))
		}
		b.WriteString("BEGIN:VCARD\r\n")
		line("VERSION:" + rapid.SampledFrom([]string{"3.0", "4.0"}).Draw(t, "version"))
		for _, s := range rapid.Permutation(properties).Draw(t, "order") {
			line(s)
		}
		b.WriteString("END:VCARD\r\n")
	}
	return b.String()
}

// TestAnyAddressBookIsReadAsItWasMeant: whatever the order of the properties and
// wherever their lines are folded.
func TestAnyAddressBookIsReadAsItWasMeant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var people []store.Identity
		for i := range rapid.IntRange(1, 6).Draw(t, "people") {
			p := person(t, i)
			p.Network, p.Author.Followers, p.VIP = "", 0, false // a card does not say such things
			people = append(people, p)
		}
		same(t, asCards(t, people), people)
	})
}

// TestOldSpreadsheetsOfTheEastAndTheWest: what can be written in one byte a
// letter is found out.
func TestOldSpreadsheetsOfTheEastAndTheWest(t *testing.T) {
	for set, names := range map[*charmap.Charmap][]string{
		charmap.Windows1251: {"Иван", "Щёкин Пётр", "Ёж", "Анна Orlova", "ООО Рога и копыта"},
		charmap.Windows1252: {"Jürgen", "José Ángel", "Zoë", "François", "Søren Åkesson"},
	} {
		for _, name := range names {
			raw, err := set.NewEncoder().String("name;city\n" + name + ";x\n")
			if err != nil {
				t.Fatal(err)
			}
			if got := one(t, raw).Author.Name; got != name {
				t.Errorf("%q is read as %q", name, got)
			}
		}
	}
}

// TestEveryRowIsTold: rows that are read and rows that are refused are all rows
// there are, each with its line, in order.
func TestEveryRowIsTold(t *testing.T) {
	kinds := map[string]string{
		"good": "x%d,vk,Anna\n", "bad network": "x%d,V K!,Anna\n", "nobody": "x%d,,\n", "too wide": "x%d,vk,Anna,more\n",
	}
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		text.WriteString("id,net,name\n")
		drawn := rapid.SliceOfN(rapid.SampledFrom(slices.Sorted(func(yield func(string) bool) {
			for k := range kinds {
				if !yield(k) {
					return
				}
			}
		})), 0, 20).Draw(t, "rows")
		for i, k := range drawn {
			fmt.Fprintf(&text, kinds[k], i)
		}
		n := 0
		for row, err := range Read(strings.NewReader(text.String()), Options{}) {
			if row.Line != n+2 || (err == nil) != (drawn[n] == "good") {
				t.Fatalf("row %d (%s) is line %d: %v", n, drawn[n], row.Line, err)
			}
			n++
		}
		if n != len(drawn) {
			t.Fatalf("%d of %d rows were told", n, len(drawn))
		}
	})
}
