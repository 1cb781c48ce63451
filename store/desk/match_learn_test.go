package desk_test

import (
	"fmt"
	"testing"

	"earshot/store"
)

// asked gives the bits of all suggestions by pair, compared anew.
func (w *world) asked() map[string]float64 {
	w.t.Helper()
	w.must(w.People.Refile(w.ctx))
	w.must(w.People.Settle(w.ctx))
	out := map[string]float64{}
	for _, s := range done(w.People.Suggestions(w.ctx, "", 0))(w.t) {
		out[s.A+" "+s.B] = s.Bits
	}
	return out
}

// TestTenRejectsMoveTheOrder: a team that says ten times that a picture in common
// makes nobody one person is asked later about those who have one; by no more than
// it has earned, and undo takes all of it back.
func TestTenRejectsMoveTheOrder(t *testing.T) {
	w := newWorld(t)
	firsts := []string{"Глафира", "Прохор", "Тит", "Фёкла", "Пахом", "Ульяна", "Савва", "Зоя", "Лукьян", "Марфа", "Захар", "Злата"}
	lasts := []string{"Щёкина", "Зандеров", "Дарпелов", "Бурминова", "Кедрин", "Ляхова", "Жмыхов", "Хвостова", "Цапин", "Юшина", "Эрдман", "Яхонтова"}
	pair := func(i int, picture, city string) []store.Identity {
		a := account("telegram", fmt.Sprint("a", i), firsts[i]+" "+lasts[i], "")
		b := account("vk", fmt.Sprint("b", i), firsts[i]+" "+lasts[i], "")
		for _, p := range []*store.Identity{&a, &b} {
			p.Author.Avatar, p.Author.Location = picture, city
		}
		return []store.Identity{a, b}
	}
	for i := range 11 {
		w.must(w.PutPeople(w.ctx, pair(i, fmt.Sprintf("%016x", 0x9e3779b97f4a7c15*uint64(i+1)), "")...))
	}
	w.must(w.PutPeople(w.ctx, pair(11, "", "Казань")...))
	with, without := "telegram:a10 vk:b10", "telegram:a11 vk:b11"
	before := w.asked()
	if before[with] == 0 || before[without] == 0 {
		t.Fatalf("%v, %s", before, w.together())
	}
	for i := range 10 {
		done(w.People.Reject(w.ctx, anna, fmt.Sprint("telegram:a", i), fmt.Sprint("vk:b", i)))(t)
	}
	after := w.asked()
	fell := before[with] - after[with]
	further := fell - (before[without] - after[without])
	if fell < 0.3 || fell > 4 || further < 0.15 {
		t.Errorf("with a picture %.2f bits, then %.2f; without %.2f, then %.2f", before[with], after[with], before[without], after[without])
	}
	for range 10 {
		done(w.History.Undo(w.ctx, anna))(t)
	}
	if back := w.asked(); back[with] != before[with] || back[without] != before[without] {
		t.Errorf("taken back: %v, was %v", back, before)
	}
	// The other way round: ten that were accepted bring the next nearer.
	for i := range 10 {
		done(w.People.Accept(w.ctx, anna, fmt.Sprint("telegram:a", i), fmt.Sprint("vk:b", i)))(t)
	}
	if up := w.asked(); up[with] <= before[with] || up[with] > before[with]+4 {
		t.Errorf("accepted: %.2f bits, then %.2f", before[with], up[with])
	}
}
