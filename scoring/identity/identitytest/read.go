package identitytest

import (
	"encoding/csv"
	"io"
	"os"
	"strconv"
	"strings"

	"earshot/scoring/identity"
)

// table reads a CSV file with a header.
func table(path string) ([]map[string]string, []string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	r.LazyQuotes = true
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return nil, nil, err
	}
	var rows []map[string]string
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return rows, header, nil
		}
		if err != nil {
			return nil, nil, err
		}
		row := map[string]string{}
		for i, name := range header {
			if i < len(cells) {
				row[name] = strings.TrimSpace(cells[i])
			}
		}
		rows = append(rows, row)
	}
}

// Contacts reads identities with the columns of contacts.csv.
func Contacts(path string) ([]Labelled, error) {
	rows, _, err := table(path)
	var list []Labelled
	for _, r := range rows {
		n, _ := strconv.ParseInt(r["person"], 10, 64)
		list = append(list, Labelled{identity.Record{
			ID: r["id"], Network: r["net"], Name: r["name"], Handle: r["handle"], Mail: r["email"], Phone: r["phone"],
			City: r["city"], Site: r["url"], Avatar: r["avatar"],
		}, r["person"], n >= 1e9})
	}
	return list, err
}

// Rows reads rows about people: the named columns are fields, all others facts.
// The label is what label makes of a row.
func Rows(path string, label func(map[string]string) string, names []string, skip ...string) ([]Labelled, error) {
	rows, header, err := table(path)
	var list []Labelled
	for i, r := range rows {
		rec := identity.Record{ID: strconv.Itoa(i)}
		for _, n := range names {
			rec.Name = strings.TrimSpace(rec.Name + " " + r[n])
		}
		for _, column := range header {
			switch {
			case contains(names, column), contains(skip, column):
			case column == "email":
				rec.Mail = r[column]
			case column == "city":
				rec.City = r[column]
			default:
				rec.Facts = append(rec.Facts, identity.Fact{Column: column, Value: r[column]})
			}
		}
		list = append(list, Labelled{rec, label(r), false})
	}
	return list, err
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
