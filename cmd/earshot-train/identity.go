package main

import (
	"strings"

	"earshot/scoring/identity"
	"earshot/scoring/identity/identitytest"
	"earshot/scoring/linear"
)

// identityTask makes the tables by which identities are compared, and measures
// them and all that follows from them.
func identityTask(e *env) ([]figure, error) {
	if !e.has("translit_en_ru.tsv") {
		return nil, nil
	}
	if !e.eval {
		if err := makePieces(e); err != nil {
			return nil, err
		}
	}
	var all []figure
	for _, f := range []func(*env) ([]figure, error){contactFigures, recordFigures, pieceFigures} {
		list, err := f(e)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// heldPerson tells of every fifth person, by the hash of his number.
func heldPerson(r identitytest.Labelled) bool {
	return linear.Hash(strings.TrimPrefix(r.Person, "10000"))%5 == 0
}

func everybody(identitytest.Labelled) bool { return true }

func contactFigures(e *env) ([]figure, error) {
	path, err := e.find("contacts.csv")
	if err != nil {
		return nil, err
	}
	list, err := identitytest.Contacts(path)
	if err != nil {
		return nil, err
	}
	im := identitytest.Read(list, identity.Standard(), false)
	groups := identitytest.Parts(im.Clusters(), len(list))
	var all []figure
	for _, part := range []struct {
		name string
		keep func(identitytest.Labelled) bool
	}{{"held out", heldPerson}, {"all", everybody}} {
		s := identitytest.Of(list, groups, part.keep)
		asked := identitytest.Ask(im, part.keep)
		all = append(all,
			figure{name: "contacts, " + part.name + ": merges, precision", value: s.Precision(), goal: 0.995, n: s.Right + s.Wrong},
			figure{name: "contacts, " + part.name + ": merges, recall", value: s.Recall(), goal: 0.30, n: s.All},
			figure{name: "contacts, " + part.name + ": first suggestions, precision", value: asked.Precision, goal: 0.75, n: asked.N},
			figure{name: "contacts, " + part.name + ": with first suggestions, recall", value: asked.Recall, goal: 0.68, n: s.All},
		)
	}
	return append(all, figure{name: "contacts: impostors merged", value: float64(identitytest.Impostors(list, groups)), goal: 0.5, most: true}), nil
}

// recordFigures measures rows about people.
func recordFigures(e *env) ([]figure, error) {
	sets := []struct {
		file      string
		goal      float64
		precision float64
		label     func(map[string]string) string
		names     []string
		skip      []string
	}{
		{"fake_1000.csv", 0.98, 0.999, func(r map[string]string) string { return r["cluster"] }, []string{"first_name", "surname"}, []string{"cluster", "unique_id"}},
		{"febrl1.csv", 0.999, 0, febrl, []string{"given_name", "surname"}, []string{"rec_id"}},
		{"febrl2.csv", 0.999, 0, febrl, []string{"given_name", "surname"}, []string{"rec_id"}},
		{"febrl3.csv", 0.999, 0, febrl, []string{"given_name", "surname"}, []string{"rec_id"}},
	}
	var all []figure
	for _, set := range sets {
		path, err := e.find(set.file)
		if err != nil {
			return nil, err
		}
		list, err := identitytest.Rows(path, set.label, set.names, set.skip...)
		if err != nil {
			return nil, err
		}
		all = append(all, rowFigures(set.file, list, set.goal, set.precision)...)
	}
	return all, nil
}

func febrl(r map[string]string) string { return strings.Split(r["rec_id"], "-")[1] }

func rowFigures(name string, list []identitytest.Labelled, f1, precision float64) []figure {
	im := identitytest.Read(list, identity.Rows(), true)
	s := identitytest.Of(list, im.Groups(identity.Rows().Merge), everybody)
	return []figure{
		{name: name + ": pairs, F1", value: s.F1(), goal: f1, n: s.All},
		{name: name + ": pairs, precision", value: s.Precision(), goal: precision, n: s.Right + s.Wrong},
		{name: name + ": pairs, recall", value: s.Recall(), n: s.All},
	}
}
