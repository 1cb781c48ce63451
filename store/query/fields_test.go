package query

import (
	"slices"
	"strings"
	"testing"
)

func TestFieldTable(t *testing.T) {
	seen := map[string]string{}
	for _, f := range Fields() {
		if f.Doc == "" || f.Kind == "" {
			t.Errorf("%s lacks a description or a kind", f.Name)
		}
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			if other, twice := seen[name]; twice {
				t.Errorf("%q means both %s and %s", name, other, f.Name)
			}
			seen[name] = f.Name
			if name != strings.ToLower(name) {
				t.Errorf("%q is not lower case", name)
			}
			if got, ok := LookupField(strings.ToUpper(name)); !ok || got.Name != f.Name {
				t.Errorf("LookupField(%q) = %q, %v", name, got.Name, ok)
			}
		}
		values := map[string]bool{}
		for _, v := range f.Values {
			if v.Doc == "" {
				t.Errorf("%s:%s lacks a description", f.Name, v.Text)
			}
			for _, text := range append([]string{v.Text}, v.Aliases...) {
				if values[text] {
					t.Errorf("%s:%s stands twice", f.Name, text)
				}
				values[text] = true
				if got := Print(must(t, f.Name+":"+text)); got != f.Name+":"+v.Text {
					t.Errorf("%s:%s prints %q", f.Name, text, got)
				}
			}
		}
	}
	if _, ok := LookupField("nothing"); ok {
		t.Error("an unknown field is found")
	}
}

// TestContractIsComplete holds the table against the documented contract.
func TestContractIsComplete(t *testing.T) {
	names := `net account from author bio followers score sent conf intent tag lang geo site url campaign monitor
		assignee segment thread cluster likes shares replies views wait id view kind date age hour dow is has raw`
	for name := range strings.FieldsSeq(names) {
		if f, ok := LookupField(name); !ok || f.Name != name {
			t.Errorf("%s: is missing", name)
		}
	}
	for field, values := range map[string]string{
		"is": `new open done snoozed mine unassigned lead question complaint praise spam dup reply share vip influencer
			overdue answered scheduled failed`,
		"has":    "link image video email phone note",
		"sent":   "neg neu pos negative neutral positive",
		"intent": "complaint concern need question insight praise idea spam other",
		"kind":   "post reply message mail article comment review share",
		"net":    "mastodon vk mail feed bluesky telegram webhook demo email rss something-new_2",
		"lang":   "ru en de und pt-br",
	} {
		for v := range strings.FieldsSeq(values) {
			must(t, field+":"+v)
		}
	}
	var anyOf []string
	for _, f := range Fields() {
		if f.AnyOf {
			anyOf = append(anyOf, f.Name)
		}
	}
	slices.Sort(anyOf)
	if got := strings.Join(anyOf, " "); got != "account assignee intent kind lang net sent" {
		t.Errorf("two plain values mean OR for %s", got)
	}
}

func TestFieldsBelongToTheCaller(t *testing.T) {
	list := Fields()
	for i := range list {
		list[i].Name = "broken"
		for j := range list[i].Values {
			list[i].Values[j].Text = "broken"
		}
	}
	f, _ := LookupField("is")
	f.Values[0].Text = "broken"
	must(t, "is:new sent:neg")
}

func TestExpand(t *testing.T) {
	for typed, want := range map[string]string{
		"tag:(a OR -b)":          "tag:a OR -tag:b",
		`tag:("a b" =c v*)`:      `tag:"a b" tag:=c tag:v*`,
		"tag:(*)":                "tag:*",
		"net:(vk mail -feed)":    "net:vk,mail -net:feed",
		"score:(<3 OR 5..7)":     "score:<3 OR score:5..7",
		"age:(1d OR >1w)":        "age:<=1d OR age:>1w",
		"date:mon,2026-11-01":    "date:mon OR date:2026-11-01",
		"date:(2d.. OR tue)":     "date:2d.. OR date:tue",
		"likes:1,2":              "likes:1 OR likes:2",
		"tag:a,b":                "tag:a,b",
		"dow:sat,sun":            "dow:sat,sun",
		"bio:(a NEAR/3 b OR =))": `bio:(a NEAR/3 b) OR bio:"=)"`,
		"tag:a":                  "tag:a",
		"is:(open -(vip lead))":  "is:open -(is:vip is:lead)",
	} {
		f, ok := must(t, typed).Expr.(Field)
		if !ok {
			t.Fatalf("%q is not one field", typed)
		}
		if got := Print(Query{Expr: Expand(f)}); got != want {
			t.Errorf("Expand(%s) = %s, want %s", typed, got, want)
		}
	}
	odd := Field{Name: "nothing", Value: Group{Expr: word("a")}}
	if got := Expand(odd); got != Expr(odd) {
		t.Errorf("an unknown field becomes %v", got)
	}
}
