package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"earshot/scoring"
	"earshot/scoring/intent"
	"earshot/scoring/sentiment"
)

// sureOfPraise is the confidence from which thanks that are none are a lapse: the
// screen shows a positive post without a doubt from there on.
const sureOfPraise = 0.6

// blindFigures measure the whole judge on posts that were written and labelled
// before their author had seen grammar or errors, see testdata/intent/README.md.
// No model is made from them.
func blindFigures(e *env) ([]figure, error) {
	names, err := e.oursLike("intent/blind/??_*.tsv")
	if err != nil {
		return nil, err
	}
	var list []figure
	judge := scoring.New(nil)
	for _, name := range names {
		rows, err := e.ours(name, 7)
		if err != nil {
			return nil, err
		}
		list = append(list, e.blind(judge, strings.TrimSuffix(path.Base(name), ".tsv"), rows)...)
	}
	return list, nil
}

// blind measures one file. Its name, such as "ru_first", says what it asks.
func (e *env) blind(judge scoring.Judge, name string, rows []row) []figure {
	code, set, _ := strings.Cut(name, "_")
	name = "blind " + code + ", " + set + ": "
	aims := newConfusion(len(intent.Intents()))
	var lead yesno
	fooled, alarms := 0, 0
	for _, r := range rows {
		v := judge.Judge(scoring.Input{Text: r.text(), Lang: code})
		truth, said := slices.Index(intent.Intents(), r.label()), slices.Index(intent.Intents(), v.Intent)
		aims[truth][said]++
		lead.add(r[1] == "yes", v.Lead)
		if v.Sentiment == sentiment.Positive && v.Confidence >= sureOfPraise {
			fooled++
		}
		if v.Lead && r[1] != "yes" {
			alarms++
		}
		if e.misses && (truth != said || v.Lead != (r[1] == "yes")) {
			e.say("    %s%s, lead %s: taken for %s, %t (%s %.2f): %s", name, r.label(), r[1], v.Intent, v.Lead, v.Sentiment, v.Confidence, r.text())
		}
	}
	n := len(rows)
	share := func(k int) float64 { return float64(k) / float64(max(1, n)) }
	switch set {
	case "thanks":
		return []figure{{name: name + "confident praise among sarcastic thanks", value: share(fooled), goal: 0.1, most: true, n: n}}
	case "leads":
		return []figure{{name: name + "leads found", value: share(lead.hit), goal: 7.0 / 12, n: n}}
	case "notleads":
		return []figure{{name: name + "false alarms", value: share(alarms), goal: 0.03, most: true, n: n}}
	}
	complaint := slices.Index(intent.Intents(), intent.Complaint)
	recall, precision := aims.of(complaint)
	return []figure{
		{name: name + "complaint F1", value: aims.f1(complaint), goal: 0.85, n: n},
		{name: fmt.Sprintf("%scomplaint recall", name), value: recall, n: n},
		{name: fmt.Sprintf("%scomplaint precision", name), value: precision, n: n},
		{name: name + "lead F1", value: lead.f1(), goal: 0.82, n: lead.n()},
		{name: name + "intents right", value: aims.accuracy(), n: n},
	}
}
