package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/mem"
)

func midday() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// written is what a table of tasks should hold.
type written map[string]store.Task

// open are the ids of the open tasks in the order in which they are due.
func (w written) open() []string {
	var list []store.Task
	for _, t := range w {
		if t.Open() {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b store.Task) int {
		switch {
		case a.Due.IsZero() != b.Due.IsZero():
			return map[bool]int{true: 1, false: -1}[a.Due.IsZero()]
		case a.Due.Equal(b.Due):
			return map[bool]int{true: -1, false: 1}[a.ID < b.ID]
		}
		return a.Due.Compare(b.Due)
	})
	out := []string{}
	for _, t := range list {
		out = append(out, t.ID)
	}
	return out
}

// of are the ids of the tasks of one identity.
func (w written) of(identity string) []string {
	out := []string{}
	for id, t := range w {
		if t.Identity == identity {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// TestTasksStandInBothOrders: whatever is written, written again and removed, the
// order by due time and the order by person hold just what there is.
func TestTasksStandInBothOrders(t *testing.T) {
	people := []string{"mastodon:77", "mastodon:7", "vk:77", "mail:ivan@mail.example"}
	rapid.Check(t, func(t *rapid.T) {
		st, want := mem.New(), written{}
		defer func() { _ = st.Close() }()
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			id := fmt.Sprint("t", rapid.IntRange(0, 5).Draw(t, "id"))
			task := store.Task{ID: id, Identity: rapid.SampledFrom(people).Draw(t, "who"), Text: "x"}
			if rapid.Bool().Draw(t, "due") {
				task.Due = midday().Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "hours")) * time.Hour)
			}
			if rapid.Bool().Draw(t, "done") {
				task.Done = midday()
			}
			gone := rapid.IntRange(0, 3).Draw(t, "gone") == 0
			if want[id] = task; gone {
				delete(want, id)
			}
			err := st.Update(t.Context(), func(tx store.Tx) error {
				if gone {
					return store.DropTask(tx, id)
				}
				return store.PutTask(tx, task)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		check(t, st, want, people)
	})
}

func check(t *rapid.T, st store.Store, want written, people []string) {
	err := st.View(t.Context(), func(tx store.Tx) error {
		open := []string{}
		for task, err := range store.OpenTasks(tx) {
			if err != nil {
				return err
			}
			open = append(open, task.ID)
		}
		if !slices.Equal(open, want.open()) {
			t.Fatalf("open are %q, not %q", open, want.open())
		}
		for _, who := range people {
			of := []string{}
			for task, err := range store.TasksOf(tx, who) {
				if err != nil {
					return err
				}
				of = append(of, task.ID)
			}
			if !slices.Equal(of, want.of(who)) {
				t.Fatalf("%s has %q, not %q", who, of, want.of(who))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestOrdersStandByPersonAndTime: the newest first, and nobody has those of
// somebody whose id begins the same.
func TestOrdersStandByPersonAndTime(t *testing.T) {
	st := mem.New()
	t.Cleanup(func() { _ = st.Close() })
	err := st.Update(t.Context(), func(tx store.Tx) error {
		for i, who := range []string{"vk:7", "vk:77", "vk:7", "vk:7"} {
			o := store.Order{ID: fmt.Sprint("o", i), Identity: who, At: midday().AddDate(0, 0, []int{3, 9, 1, 2}[i]), Sum: 100, Currency: "RUB"}
			if err := store.Orders(tx).Put(store.OrderID(o), o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = st.View(t.Context(), func(tx store.Tx) error {
		for o, err := range store.OrdersOf(tx, "vk:7") {
			if err != nil {
				return err
			}
			got = append(got, o.ID)
		}
		return nil
	})
	if err != nil || !slices.Equal(got, []string{"o0", "o3", "o2"}) {
		t.Errorf("%q %v", got, err)
	}
}

// TestATaskIsLateFromItsTimeOn: not before, and not once it is done, and what is
// to be done some day never is.
func TestATaskIsLateFromItsTimeOn(t *testing.T) {
	task := store.Task{Due: midday()}
	if task.Late(midday().Add(-time.Second)) || !task.Late(midday()) || !task.Late(midday().AddDate(1, 0, 0)) {
		t.Error("late at another time")
	}
	if task.Done = midday(); task.Late(midday()) || task.Open() {
		t.Error("late although it is done")
	}
	if (store.Task{}).Late(midday()) {
		t.Error("late although there is no time")
	}
}

// TestAPictureOfAnotherSizeIsNone: and none is no error.
func TestAPictureOfAnotherSizeIsNone(t *testing.T) {
	st := mem.New()
	t.Cleanup(func() { _ = st.Close() })
	for _, size := range []int{0, 10, store.AvatarBytes - 1, store.AvatarBytes, store.AvatarBytes + 1} {
		err := st.Update(t.Context(), func(tx store.Tx) error {
			return tx.Records(store.KindAvatars).Put("vk:7", make([]byte, size))
		})
		err = errors.Join(err, st.View(t.Context(), func(tx store.Tx) error {
			raw, err := store.Avatar(tx, "vk:7")
			if (raw != nil) != (size == store.AvatarBytes) {
				t.Errorf("%d bytes give %d", size, len(raw))
			}
			none, missing := store.Avatar(tx, "vk:8")
			if none != nil || missing != nil {
				t.Error(none, missing)
			}
			return err
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnOrderOfAnIDStandsOnce: written again it moves, to another day or another
// person; dropped it is gone from both places.
func TestAnOrderOfAnIDStandsOnce(t *testing.T) {
	st := mem.New()
	of := func(tx store.Tx, who string) (days []int) {
		for o, err := range store.OrdersOf(tx, who) {
			if err != nil {
				t.Fatal(err)
			}
			days = append(days, o.At.Day())
		}
		return days
	}
	err := st.Update(t.Context(), func(tx store.Tx) error {
		for _, o := range []store.Order{
			{ID: "7", Identity: "vk:1", At: midday()},
			{ID: "7", Identity: "vk:1", At: midday().AddDate(0, 0, 1)},
			{ID: "8", Identity: "vk:1", At: midday()},
			{ID: "7", Identity: "vk:2", At: midday().AddDate(0, 0, 2)},
		} {
			if err := store.PutOrder(tx, o); err != nil {
				return err
			}
		}
		if a, b := of(tx, "vk:1"), of(tx, "vk:2"); !slices.Equal(a, []int{20}) || !slices.Equal(b, []int{22}) {
			t.Errorf("%v %v", a, b)
		}
		if o, err := store.OrderByID(tx, "7"); err != nil || o.Identity != "vk:2" {
			t.Errorf("%+v %v", o, err)
		}
		if err := errors.Join(store.DropOrder(tx, "7"), store.DropOrder(tx, "none")); err != nil {
			return err
		}
		if _, err := store.OrderByID(tx, "7"); !errors.Is(err, store.ErrNotFound) || of(tx, "vk:2") != nil {
			t.Errorf("it is still there: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
