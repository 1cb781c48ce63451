package act

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"earshot/store/query"
)

func TestLines(t *testing.T) {
	for line, want := range map[string]string{
		"tag +a -b":                           "tag +a -b",
		"tag a,-b , +#C":                      "tag +a +c -b",
		"TAG vip, Done":                       "tag +vip, done",
		"tag a, assign anna; snooze fri 9:00": "tag +a, assign anna, snooze fri 9:00",
		"note call back, please; done":        `note "call back, please", done`,
		`note "a, done; \"b\" \\ c" , done`:   `note "a, done; \"b\" \\ c", done`,
		"alert":                               "alert",
		"priority +20, done":                  "priority +20, done",
		"priority -5; tag +a":                 "priority -5, tag +a",
		"alert, done;":                        "alert, done",
		"alert  fire in  the\tkitchen":        "alert fire in the kitchen",
		"mark lang:ru; mark spam":             "mark lang:ru, mark spam",
		"note 5\" screen":                     `note "5\" screen"`,
	} {
		acts, err := Parse(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if got := Print(acts); got != want {
			t.Errorf("%s prints as %s, not %s", line, got, want)
		}
		again, err := Parse(want)
		if err != nil || !slices.EqualFunc(acts, again, Act.Equal) {
			t.Errorf("%s reads as %v (%v)", want, again, err)
		}
	}
}

func TestMistakesPointAtTheirPlace(t *testing.T) {
	for line, want := range map[string]struct {
		column int
		says   string
	}{
		"":                          {1, "a verb is missing"},
		"tga +x":                    {1, "did you mean tag?"},
		"done, tag":                 {10, "tag needs +TAG -TAG"},
		"tag +a, assgn anna":        {9, "did you mean assign?"},
		"tag a, b":                  {8, "nor a tag with its sign"},
		"tag +a; dne":               {9, "did you mean done?"},
		"done now":                  {6, "nothing follows done"},
		"tag +a(b":                  {5, "cannot be a tag"},
		"tag +":                     {5, "cannot be a tag"},
		`note "open`:                {6, "not closed"},
		`note "a" b`:                {10, "behind the quoted text"},
		strings.Repeat("done;", 21): {101, "at most 20 verbs"},
	} {
		_, err := Parse(line)
		var bad *query.Error
		if !errors.As(err, &bad) || bad.Column != want.column || !strings.Contains(err.Error(), want.says) {
			t.Errorf("%q: %v; want column %d, %s", line, err, want.column, want.says)
		}
	}
	if _, err := Parse(strings.Repeat("x", MaxLine+1)); err == nil {
		t.Error("any length is read")
	}
}

func TestRules(t *testing.T) {
	for text, want := range map[string]string{
		"when refund do tag +refund":                       "when refund do tag +refund",
		"  When  sent:neg net:vk  DO  tag +vk,assign anna": "when sent:neg net:vk do tag +vk, assign anna",
		"when how do i do done":                            "when how do i do done",
		`when "do tag" x do done`:                          `when "do tag" x do done`,
		"when (how do tag) do done":                        "when (how do tag) do done",
		"when a OR b do note we do tag these":              "when a OR b do note we do tag these",
		"when * do alert":                                  "when * do alert",
		"when :( do tag sad":                               "when :( do tag +sad",
		"when text do\ttag x":                              "when text do tag +x",
	} {
		r, err := ParseRule(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := r.String(); got != want {
			t.Errorf("%s prints as %s, not %s", text, got, want)
		}
	}
	for text, want := range map[string]struct {
		column int
		says   string
	}{
		"refund do done":             {1, "a rule begins with when"},
		"when refund":                {12, "what shall be done?"},
		"when refund do":             {15, "a verb is missing"},
		"when refund do dnoe":        {16, "did you mean done?"},
		"when nett:vk do done":       {6, "did you mean net"},
		"when  do done":              {5, "empty"},
		"when do done":               {5, "empty"},
		"when a | sort:date do done": {8, "leave out what stands behind |"},
		"when a do done, tag":        {20, "tag needs"},
		"when " + strings.Repeat("a", query.MaxLength) + " do done": {1, "longer than"},
	} {
		_, err := ParseRule(text)
		var bad *query.Error
		if !errors.As(err, &bad) || bad.Column != want.column || !strings.Contains(err.Error(), want.says) {
			t.Errorf("%.60q: %v; want column %d, %s", text, err, want.column, want.says)
		}
	}
}

func TestNamedLines(t *testing.T) {
	for _, text := range []string{"refunds: when refund do tag +refund", "my rule (off): when sent:neg do alert \"a: b, c\""} {
		l, err := ParseLine(text)
		if err != nil || l.String() != text {
			t.Errorf("%s: %s, %v", text, l, err)
		}
	}
	for text, column := range map[string]int{"when refund do done": 1, ": when a do done": 1, "a(b: when x do done": 1, "é: when nett:vk do done": 9, "x: when a do dnoe": 14} {
		_, err := ParseLine(text)
		var bad *query.Error
		if !errors.As(err, &bad) || bad.Column != column {
			t.Errorf("%q: %v, want column %d", text, err, column)
		}
	}
}

func FuzzRule(f *testing.F) {
	for _, s := range []string{"when a do tag +x", "when (how do tag) do done; note \"a, b\"", "when \"do done\" do alert", "when bio:/a do tag/ do done", "when :( do tag x", "when a<<< do done >>> do done", "when -(a OR b) do mark lang:ru,snooze 2h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRule(s)
		if err != nil {
			var bad *query.Error
			if !errors.As(err, &bad) || bad.Column < 1 || bad.Column > len([]rune(s))+1 {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		text := r.String()
		again, err := ParseRule(text)
		if err != nil {
			t.Fatalf("%q prints as %q: %v", s, text, err)
		}
		if !slices.EqualFunc(r.Do, again.Do, Act.Equal) || again.String() != text {
			t.Fatalf("%q prints as %q, which is %q", s, text, again)
		}
	})
}
