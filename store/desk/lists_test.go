package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

func TestNamesOfLists(t *testing.T) {
	for typed, want := range map[string]string{
		"clients": "clients", "  VK  fans ": "VK fans", "Подписчики 2026": "Подписчики 2026", "\x1b[1mred\u202e": "red",
	} {
		if got, err := desk.ListName(typed); err != nil || got != want {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "   ", "a,b", "a;b", "a|b", strings.Repeat("x", 101), "\u200b"} {
		var invalid *store.Invalid
		if got, err := desk.ListName(typed); !errors.As(err, &invalid) {
			t.Errorf("%q is taken for %q, %v", typed, got, err)
		}
	}
}

func TestAListThatBeginsLikeAnotherIsAnother(t *testing.T) {
	w := newWorld(t)
	w.file("a", "1 Anna")
	w.file("ab", "2 Boris", "3 Vera")
	w.file("a b", "4 Gleb")
	sizes := w.sizes()
	if len(sizes) != 3 || sizes["a"] != [2]int{1, 1} || sizes["ab"] != [2]int{2, 2} || sizes["a b"] != [2]int{1, 1} {
		t.Errorf("%v", sizes)
	}
}

func TestAnImportThatIsStoppedIsWholeOrNot(t *testing.T) {
	w := newWorld(t)
	disk := &faulty{Store: w.store, fails: true}
	d := desk.New(disk, w.Env(), desk.Options{})
	b := desk.ContactBatch{List: "x", Rows: []desk.ContactRow{listed("1 Anna"), listed("2 Boris")}}
	if _, err := d.Lists.Import(w.ctx, anna, b); err == nil || len(w.sizes()) != 0 {
		t.Errorf("%v %v", err, w.sizes())
	}
	disk.fails = false
	if res, err := d.Lists.Import(w.ctx, anna, b); err != nil || res.New != 2 {
		t.Errorf("%+v %v", res, err)
	}
	ended, stop := context.WithCancel(w.ctx)
	stop()
	if _, err := w.Lists.All(ended); err == nil {
		t.Error("a look at lists goes on for nobody")
	}
}
