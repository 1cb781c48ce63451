package main

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"earshot/scoring/learn"
)

// rowsOf are texts of a class with their label.
func rowsOf(class int, texts ...string) (list []row) {
	for _, s := range texts {
		list = append(list, row{moods[class], s})
	}
	return list
}

// newcomers writes posts of a kind whose mood hangs on two words that nobody has
// seen, among things that everybody knows.
func newcomers() (list []row) {
	for i, thing := range speeches()["ru"].things {
		for k := range 8 {
			list = append(list, rowsOf(2, fmt.Sprintf("%s %s чекаво", thing, strings.Repeat("там ", (i+k)%4+k/4)))...)
			list = append(list, rowsOf(0, fmt.Sprintf("%s %s шмурдячная", thing, strings.Repeat("тут ", (i+k)%4+k/4)))...)
		}
	}
	return list
}

// A team that corrects what is wrong in a kind of text that the model has never
// seen teaches it, and what the model knew before stays.
func TestANewDomainIsLearnt(t *testing.T) {
	e := smallWorld(t)
	d := domain{"ru: new words", "ru", "ru", func(*env) (list []row, err error) {
		for class := range moods {
			list = append(list, rowsOf(class, speeches()["ru"].said(class)...)...)
		}
		return list, nil
	}, func(*env) ([]row, error) { return newcomers(), nil }, ""}
	list, err := d.measure(e)
	if err != nil {
		t.Fatal(err)
	}
	before, after, lost := list[0].value, list[1].value, list[2]
	if before > 0.7 || after < 0.9 {
		t.Errorf("macro-F1 %.2f before, %.2f after", before, after)
	}
	if !lost.met() || lost.n == 0 {
		t.Errorf("%s: %.3f of %d", lost.name, lost.value, lost.n)
	}
	if !strings.Contains(list[0].name, "ru: new words") {
		t.Errorf("the figure is called %q", list[0].name)
	}
}

// What cannot be measured says so; without the public sets there is nothing to say.
func TestDomainsThatCannotBeMeasured(t *testing.T) {
	if list, err := domainsTask(&env{testdata: t.TempDir(), log: io.Discard, eval: true}); err != nil || len(list) != 0 {
		t.Errorf("%d figures without any set, %v", len(list), err)
	}
	e := smallWorld(t)
	known := func(*env) ([]row, error) { return rowsOf(0, speeches()["ru"].said(0)...), nil }
	none := func(*env) ([]row, error) { return nil, nil }
	empty := domain{"nothing new", "ru", "ru", known, none, ""}
	if _, err := empty.measure(e); err == nil || !strings.Contains(err.Error(), "no posts") {
		t.Errorf("nothing of the new kind: %v", err)
	}
	gone := domain{"no set", "ru", "ru", known, func(*env) ([]row, error) { return newcomers(), nil }, "nowhere.tsv"}
	if _, err := gone.measure(e); err == nil || !strings.Contains(err.Error(), "nowhere.tsv") {
		t.Errorf("a set that is not there: %v", err)
	}
}

// Only classes that the texts have count, or two of three would drown the rest.
func TestMacroIsOfTheClassesThereAre(t *testing.T) {
	list := []heard{
		{class: 0, base: []float32{1, 0, 0}},
		{class: 0, base: []float32{1, 0, 0}},
		{class: 2, base: []float32{0, 0, 1}},
	}
	if got := macro(learn.New(0), list); got != 1 {
		t.Errorf("all right, and %.2f", got)
	}
	list[2].base = []float32{1, 0, 0}
	if got := macro(learn.New(0), list); got != 0.4 { // 0.8 and 0
		t.Errorf("one of three wrong: %.2f", got)
	}
	if got := macro(learn.New(0), nil); got != 0 {
		t.Errorf("of nothing: %.2f", got)
	}
}

// A domain's home is what its name says: labels that are none are passed over.
func TestTheHomeOfADomain(t *testing.T) {
	e := sets(t, map[string]string{"kk_sentiment2_kazsandra_valid_balanced.tsv": "positive\tappstore\tжақсы\nnegative\tmarket\tжаман\nodd\tappstore\tкеше\n"})
	app, err := domains()[0].home(e)
	if err != nil || len(app) != 1 || app[0].text() != "жақсы" {
		t.Errorf("at home are %q, %v", app, err)
	}
	others, err := domains()[0].strange(e)
	if err != nil || len(others) != 1 || others[0].text() != "жаман" {
		t.Errorf("strangers are %q, %v", others, err)
	}
}
