package desk_test

import (
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// TestAnAlertOnOneLine is read as it is written, whatever is left out.
func TestAnAlertOnOneLine(t *testing.T) {
	for text, want := range map[string]store.AlertSub{
		"every as Rivals on \"frost king\"":    {When: store.AlertEvery, Name: "Rivals", Query: "\"frost king\""},
		"spike on sent:neg":                    {When: store.AlertSpike, Name: "sent:neg", Query: "sent:neg"},
		"over 10 in 1h as Возвраты ON возврат": {When: store.AlertOver, Over: 10, In: 3600e9, Name: "Возвраты", Query: "возврат"},
		"vip":                      {When: store.AlertVIP, Name: "vip"},
		"spike as A/B 'test' on x": {When: store.AlertSpike, Name: "A/B 'test'", Query: "x"},
		"every on " + strings.Repeat("длинный ", 9): {When: store.AlertEvery, Name: "длинный длинный длинный", Query: strings.TrimSpace(strings.Repeat("длинный ", 9))},
	} {
		got, err := desk.ParseAlert(text)
		want.Name = desk.NameAlert(want, want.Name)
		if err != nil || got != want {
			t.Errorf("%q is read as %+v, %v", text, got, err)
			continue
		}
		if again, err := desk.ParseAlert(desk.AlertText(got)); err != nil || again != got {
			t.Errorf("%q is written as %q", text, desk.AlertText(got))
		}
	}
	for _, text := range []string{"", "as X on y", "now and then on x"} {
		if _, err := desk.ParseAlert(text); err == nil {
			t.Errorf("%q is an alert", text)
		}
	}
}

// TestNamesOfAlertsFit: no sign that a name must not have, and no longer than a tab.
func TestNamesOfAlertsFit(t *testing.T) {
	for _, text := range []string{"a/b/c", "it's", strings.Repeat("ж", 80), "", "net:vk (a OR b)"} {
		name := desk.NameAlert(store.AlertSub{When: store.AlertEvery, Query: text}, "")
		if name == "" || strings.ContainsAny(name, "'/") || len([]rune(name)) > 24 {
			t.Errorf("%q is called %q", text, name)
		}
	}
}

// TestAGrownWaveIsUnseenAgain once it is twice as large as when it was seen.
func TestAGrownWaveIsUnseenAgain(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Contest", Query: "конкурс", When: store.AlertEvery})
	text := "Большой конкурс от бренда: разыгрываем десять холодильников среди тех, кто сделает репост"
	for range 3 {
		w.say("vk", "a", text, w.now)
	}
	l := w.alerts("anna")
	done(w.Alerts.See(w.ctx, "anna", l.Rows[0].ID))(t)
	w.say("vk", "b", text, w.now)
	if l = w.alerts("anna"); l.Unseen != 0 {
		t.Errorf("one more makes it unseen")
	}
	for range 2 {
		w.say("vk", "c", text, w.now)
	}
	if l = w.alerts("anna"); l.Unseen != 1 || l.Rows[0].Count != 6 {
		t.Errorf("%d unseen at %d", l.Unseen, l.Rows[0].Count)
	}
}

// TestTopicsAtOnce come hour by hour, each once a day.
func TestTopicsAtOnce(t *testing.T) {
	w := newWatch(t)
	w.past(3)
	w.only(store.AlertSub{Name: "Now", When: store.AlertTrend})
	w.now = w.now.Add(3 * 60 * 60e9)
	for i, text := range []string{"кофемолка гудит", "моя кофемолка сломана", "где кофемолка", "кофемолка мечты", "кофемолка в подарок", "кофемолка и чайник"} {
		w.say("vk", string(rune('a'+i)), text, w.now)
	}
	w.pass(2)
	w.now = w.now.Add(60 * 60e9)
	w.pass(2)
	l := w.alerts("anna")
	if len(l.Rows) != 1 || !strings.Contains(l.Rows[0].Title, "Now: кофемолка") || !strings.Contains(l.Rows[0].Why, "6 people, new") {
		t.Errorf("raised: %s", titles(l))
	}
}
