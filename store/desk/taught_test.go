package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestWhatIsTaughtSortsBehindAllOthers: whatever ids a file has brought, a new
// correction is the last of the log, takes nobody's place and is in force.
func TestWhatIsTaughtSortsBehindAllOthers(t *testing.T) {
	for why, id := range map[string]string{
		"one of ours":            "id000001",
		"far in the future":      "zzzzzzzz",
		"numbered":               "zzz+000000007",
		"the last number":        "zzz+999999999",
		"a number without zeros": "zzz+5",
		"two numbers":            "zzz+5+3",
		"a sign and no number":   "zzz+",
		"a minus":                "zzz+-4",
		"very long":              strings.Repeat("z", 64),
	} {
		w := newWorld(t)
		_, _, err := w.Teach.Import(w.ctx, anna, []store.Correction{{ID: id, Text: "раз", Label: "negative"}})
		w.must(err)
		for i := range 3 {
			w.mood("что угодно")
			done(w.Teach.Text(w.ctx, anna, fmt.Sprintf("%s %d", slang, i), "ru", "positive"))(t)
		}
		list := done(w.Teach.List(w.ctx))(t)
		if len(list) != 4 || !slices.IsSortedFunc(list, func(a, b store.Correction) int { return strings.Compare(a.ID, b.ID) }) {
			t.Errorf("%s: %d of 4 corrections are there", why, len(list))
			continue
		}
		if list[3].Text != slang+" 2" || w.mood(slang) != "positive" {
			t.Errorf("%s: the last is %q, and it is %s", why, list[3].Text, w.mood(slang))
		}
		w.undo(anna)
		if list := done(w.Teach.List(w.ctx))(t); len(list) != 3 || list[2].Text != slang+" 1" {
			t.Errorf("%s: undo took another one: %+v", why, list)
		}
	}
}

// TestTheClockIsPutBack: what is taught then still comes after what was taught
// before it, and is told among the weeks.
func TestTheClockIsPutBack(t *testing.T) {
	w := newWorld(t)
	doc := w.told(slang)[0]
	w.mark(doc, "positive")
	w.now = w.now.AddDate(-1, 0, 0)
	w.ids = 0 // ids of a clock that begins anew
	done(w.Teach.Text(w.ctx, anna, slang, "ru", "negative"))(t)
	list := done(w.Teach.List(w.ctx))(t)
	if len(list) != 2 || list[1].Label != "negative" || list[0].ID >= list[1].ID {
		t.Fatalf("%+v", list)
	}
	if a := done(w.Teach.Accuracy(w.ctx, time.UTC))(t); a.Weeks[11].All != 1 || a.Aspects[0].All != 1 {
		t.Errorf("%+v", a)
	}
}

// TestTheSchoolLearnsOnlyWhatIsNew: a correction is learnt by itself, not with
// the whole log, which would cost more with each; undo reads all of it.
func TestTheSchoolLearnsOnlyWhatIsNew(t *testing.T) {
	w := newWorld(t)
	pupil := &schooled{}
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: pupil})
	for i := range 5 {
		done(w.Teach.Text(w.ctx, anna, fmt.Sprintf("раз %d", i), "ru", "negative"))(t)
	}
	w.mood("первый взгляд")
	first := pupil.relearnt
	for i := range 20 {
		done(w.Teach.Text(w.ctx, anna, fmt.Sprintf("два %d", i), "ru", "negative"))(t)
	}
	if pupil.relearnt != first || len(pupil.log) != 25 {
		t.Errorf("all was learnt anew %d times, %d are in force", pupil.relearnt-first, len(pupil.log))
	}
	w.undo(anna)
	if pupil.relearnt == first || len(pupil.log) != 24 {
		t.Errorf("after undo %d are in force", len(pupil.log))
	}
	w.redo(anna)
	if len(pupil.log) != 25 || pupil.log[24].Text != "два 19" {
		t.Errorf("after redo %d are in force", len(pupil.log))
	}
}

// TestACorrectionThatCannotBeReadHarmsNoOther: it is passed over, by the judge
// and by the list.
func TestACorrectionThatCannotBeReadHarmsNoOther(t *testing.T) {
	w := newWorld(t)
	done(w.Teach.Text(w.ctx, anna, slang, "ru", "positive"))(t)
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		return tx.Records(store.KindCorrections).Put("zzz", []byte("\xff{no record"))
	}))
	w.restarted()
	if got := w.mood(slang); got != "positive" {
		t.Errorf("it is %s", got)
	}
	done(w.Teach.Text(w.ctx, anna, "ещё один вайб", "ru", "positive"))(t)
	if list := done(w.Teach.List(w.ctx))(t); len(list) != 2 {
		t.Errorf("%+v", list)
	}
	if a := done(w.Teach.Accuracy(w.ctx, nil))(t); a.Corrections != 2 {
		t.Errorf("%d corrections", a.Corrections)
	}
}

// TestHostileTextIsTaughtClean: no control sign gets into the log, and a text of
// a megabyte is cut, not refused.
func TestHostileTextIsTaughtClean(t *testing.T) {
	w := newWorld(t)
	for why, text := range map[string]string{
		"escape sequences": "\x1b[31mвайб\x1b]0;x\x07", "a zero": "вайб\x00\b", "bytes that are no text": "вайб\xff\xfe",
		"very long": strings.Repeat("вайб ", 300_000), "other lines": "вайб\r\nвайб",
	} {
		done(w.Teach.Text(w.ctx, anna, text, "", "positive"))(t)
		list := done(w.Teach.List(w.ctx))(t)
		got := list[len(list)-1].Text
		if strings.ContainsAny(got, "\x1b\x00\x07\x08\r") || strings.ToValidUTF8(got, "") != got || !strings.Contains(got, "вайб") || len(got) > 1<<20 {
			t.Errorf("%s: %.100q, %d bytes", why, got, len(got))
		}
	}
}

// TestLabelsAreReadAsPeopleTypeThem, and what is none is refused in plain words.
func TestLabelsAreReadAsPeopleTypeThem(t *testing.T) {
	w := newWorld(t)
	for _, label := range []string{"negative", " Negative ", "LEAD", "not-lead", "irrelevant", "complaint", "lang:kk", "Spam"} {
		out := done(w.Teach.Text(w.ctx, anna, slang, "ru", label))(t)
		if out.Title != "learnt that this is "+strings.ToLower(strings.TrimSpace(label)) || out.Changed != 1 {
			t.Errorf("%q: %+v", label, out)
		}
	}
	before := len(done(w.Teach.List(w.ctx))(t))
	for _, label := range []string{"", " ", "vip", "wonderful", "lang:", "neg ative", "негатив", "\x00", strings.Repeat("x", 10_000)} {
		_, err := w.Teach.Text(w.ctx, anna, slang, "ru", label)
		var bad *store.Invalid
		if !errors.As(err, &bad) || bad.Field != "label" {
			t.Errorf("%.40q: %v", label, err)
		}
	}
	if after := len(done(w.Teach.List(w.ctx))(t)); after != before {
		t.Errorf("%d corrections by labels that are none", after-before)
	}
}

// TestACorrectionOutlivesItsMention: what was pruned is not needed to remove it.
func TestACorrectionOutlivesItsMention(t *testing.T) {
	w := newWorld(t)
	other := newWorld(t)
	other.mark(other.told(slang)[0], "positive")
	list := done(other.Teach.List(w.ctx))(t)
	took, _, err := w.Teach.Import(w.ctx, anna, list)
	w.must(err)
	if took.New != 1 || w.mood(slang) != "positive" {
		t.Fatalf("%+v", took)
	}
	if got := done(w.Teach.List(w.ctx))(t)[0]; got.Doc != 0 || got.Mention != list[0].Mention {
		t.Errorf("its mention is not here, and it names %d", got.Doc)
	}
	if a := done(w.Teach.Accuracy(w.ctx, nil))(t); a.Aspects[0].Wrong != 0 || a.Corrections != 1 {
		t.Errorf("%+v", a.Aspects[0])
	}
	done(w.Teach.Remove(w.ctx, boris, list[0].ID))(t)
	if w.mood(slang) != "neutral" {
		t.Error("removed, it is still in force")
	}
}

// TestAnImportIsOneUndo: however many it brought.
func TestAnImportIsOneUndo(t *testing.T) {
	w := newWorld(t)
	var list []store.Correction
	for i := range 500 {
		list = append(list, store.Correction{ID: fmt.Sprintf("x%04d", i), Text: fmt.Sprintf("%s %d", slang, i%50), Label: "positive", Lang: "ru"})
	}
	_, _, err := w.Teach.Import(w.ctx, anna, list)
	w.must(err)
	if got := w.mood(slang); got != "positive" {
		t.Fatalf("it is %s", got)
	}
	took, _, err := w.Teach.Import(w.ctx, anna, append(list[:10:10], list...))
	w.must(err)
	if took.New != 0 || took.Known != 510 {
		t.Errorf("a second time: %+v", took)
	}
	w.undo(anna)
	if n := len(done(w.Teach.List(w.ctx))(t)); n != 0 || w.mood(slang) != "neutral" {
		t.Errorf("%d are left, and it is %s", n, w.mood(slang))
	}
}

// TestRejudgeCanBeCancelled in the middle: it says how far it came, what was done stays, and one undo takes it back.
func TestRejudgeCanBeCancelled(t *testing.T) {
	for _, c := range []struct {
		why     string
		after   int // lots
		dry     bool
		stopped bool
	}{
		{"after the first lot", 1, false, true},
		{"after the first lot of a count", 1, true, true},
	} {
		w := newWorld(t)
		w.Desk = desk.New(w.store, w.Env(), desk.Options{Lot: 4})
		docs := w.told(slices.Repeat([]string{slang}, 12)...)
		done(w.Teach.Text(w.ctx, anna, slang, "ru", "positive"))(t)
		ctx, cancel := context.WithCancel(w.ctx)
		out, err := w.Teach.Again(desk.Watch(ctx, func(done, _ int) {
			if done == 4*c.after {
				cancel()
			}
		}), boris, done(w.Lookup.Parse(""))(t), w.Lookup.Scope("boris", time.UTC), desk.Rejudging{Dry: c.dry})
		cancel()
		w.must(err)
		if out.Stopped != c.stopped || out.Seen != 4*c.after || out.Labels["neutral > positive"] != 4*c.after {
			t.Errorf("%s: %+v", c.why, out)
		}
		if want := "stopped: 4 of 12; 4 neutral > positive"; c.stopped && !strings.HasPrefix(out.Title, want) {
			t.Errorf("%s: it says %q, want %q", c.why, out.Title, want)
		}
		now := 0
		for _, doc := range docs {
			if w.get(doc).Judgement.Sentiment == "positive" {
				now++
			}
		}
		if want := map[bool]int{false: 4 * c.after}[c.dry]; now != want {
			t.Errorf("%s: %d were changed, want %d", c.why, now, want)
		}
		if c.dry {
			continue
		}
		w.undo(boris)
		for _, doc := range docs {
			if got := w.get(doc).Judgement.Sentiment; got != "neutral" {
				t.Errorf("%s: taken back, %d is %s", c.why, doc, got)
			}
		}
	}
}

// TestRejudgeTwiceChangesNothing: what is judged with all that is known stays,
// whatever was taught before.
func TestRejudgeTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		texts := []string{slang, "ну и жесть", "верните деньги", "где купить такое", "спасибо, всё супер"}
		docs := w.told(texts...)
		for range rapid.IntRange(0, 6).Draw(r, "taught") {
			text := rapid.SampledFrom(texts).Draw(r, "text")
			done(w.Teach.Text(w.ctx, anna, text, "ru", rapid.SampledFrom([]string{"negative", "positive", "lead", "complaint", "irrelevant"}).Draw(r, "label")))(t)
		}
		byHand := rapid.SampledFrom(docs).Draw(r, "doc")
		w.mark(byHand, "neutral")
		all, scope := done(w.Lookup.Parse(""))(t), w.Lookup.Scope("anna", time.UTC)
		dry := done(w.Teach.Again(w.ctx, anna, all, scope, desk.Rejudging{Dry: true}))(t)
		wet := done(w.Teach.Again(w.ctx, anna, all, scope, desk.Rejudging{}))(t)
		if dry.Changed != wet.Changed || fmt.Sprint(dry.Labels) != fmt.Sprint(wet.Labels) {
			r.Fatalf("counted %+v, done %+v", dry, wet)
		}
		if again := done(w.Teach.Again(w.ctx, anna, all, scope, desk.Rejudging{}))(t); again.Changed != 0 {
			r.Fatalf("a second time %+v", again)
		}
		if got := w.get(byHand).Judgement.Sentiment; got != "neutral" {
			r.Fatalf("what was set by hand is %s", got)
		}
	})
}

// TestRejudgeOfNothing: of an empty store, and of what nothing matches.
func TestRejudgeOfNothing(t *testing.T) {
	w := newWorld(t)
	for _, q := range []string{"", "nowhere", "is:done"} {
		out := done(w.Teach.Again(w.ctx, anna, done(w.Lookup.Parse(q))(t), w.Lookup.Scope("anna", time.UTC), desk.Rejudging{}))(t)
		if out.Seen != 0 || out.Changed != 0 || out.Stopped || out.Title != "judged 0 mentions anew: no label changes" {
			t.Errorf("%q: %+v", q, out)
		}
	}
}

// TestADiskThatFailsWhileJudgingAnew is an error, not an end that looks like one.
func TestADiskThatFailsWhileJudgingAnew(t *testing.T) {
	st := &broken{Store: twice{mem.New()}}
	w := newWorldOver(t, st)
	doc := w.told(slang)[0]
	done(w.Teach.Text(w.ctx, anna, slang, "ru", "positive"))(t)
	st.fails.Store(true)
	if _, err := w.Teach.Again(w.ctx, anna, done(w.Lookup.Parse(""))(t), w.Lookup.Scope("anna", time.UTC), desk.Rejudging{}); err == nil {
		t.Error("it did not fail")
	}
	if err := w.Teach.Settle(w.ctx); err == nil {
		t.Error("settling did not fail")
	}
	st.fails.Store(false)
	w.must(w.Teach.Settle(w.ctx))
	if got := w.get(doc).Judgement.Sentiment; got != "positive" {
		t.Errorf("once the disk is well it is %s", got)
	}
}

// TestTheRunnerTriesAgainAfterAMinute when the disk failed, without anybody
// teaching anything more.
func TestTheRunnerTriesAgainAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &broken{Store: twice{mem.New()}}
		w := newWorldOver(t, st)
		doc := w.told(slang)[0]
		done(w.Teach.Text(w.ctx, anna, slang, "ru", "positive"))(t)
		st.fails.Store(true)
		ctx, cancel := context.WithCancel(w.ctx)
		defer cancel()
		go w.Teach.Run(ctx)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if got := w.get(doc).Judgement.Sentiment; got != "neutral" {
			t.Fatalf("on a broken disk it became %s", got)
		}
		st.fails.Store(false)
		time.Sleep(45 * time.Second)
		synctest.Wait()
		if got := w.get(doc).Judgement.Sentiment; got != "positive" {
			t.Errorf("a minute later it is %s", got)
		}
	})
}

// TestAccuracyByWeeks: a week begins on Monday at midnight of whoever looks, also
// where the clocks change; what is older than twelve weeks counts in the whole
// and in no week.
func TestAccuracyByWeeks(t *testing.T) {
	moscow, err := time.LoadLocation("Europe/Moscow")
	if err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		why  string
		zone *time.Location
		at   time.Time
		week int // -1 = in none
	}{
		{"this second", time.UTC, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), 11},
		{"Monday at midnight", time.UTC, time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC), 11},
		{"a second before", time.UTC, time.Date(2026, 11, 15, 23, 59, 59, 0, time.UTC), 10},
		{"the same second is Monday in Moscow", moscow, time.Date(2026, 11, 15, 23, 59, 59, 0, time.UTC), 11},
		{"and a second before Monday there", moscow, time.Date(2026, 11, 15, 20, 59, 59, 0, time.UTC), 10},
		{"the first of the twelve", time.UTC, time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC), 0},
		{"before them", time.UTC, time.Date(2026, 8, 30, 23, 0, 0, 0, time.UTC), -1},
		{"no time at all", time.UTC, time.Time{}, -1},
		{"a clock that goes before", time.UTC, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), 11},
	} {
		w := newWorld(t)
		_, _, err := w.Teach.Import(w.ctx, anna, []store.Correction{{ID: "a", At: c.at, Text: "раз", Label: "negative", Was: "neutral"}})
		w.must(err)
		a := done(w.Teach.Accuracy(w.ctx, c.zone))(t)
		got := slices.IndexFunc(a.Weeks, func(s desk.Score) bool { return s.All > 0 })
		if got != c.week || a.Aspects[0].All != 1 {
			t.Errorf("%s: week %d, want %d of %+v", c.why, got, c.week, a.Weeks)
		}
	}
}

// TestSharesAreRoundedAndNeverBoast: none of nothing, and a bound that is not
// below 0 where more was corrected than handled.
func TestSharesAreRoundedAndNeverBoast(t *testing.T) {
	for _, c := range []struct{ right, all, want int }{{0, 0, 0}, {0, 5, 0}, {1, 3, 33}, {2, 3, 67}, {1, 2, 50}, {5, 5, 100}} {
		if got := (desk.Score{Right: c.right, All: c.all}).Percent(); got != c.want {
			t.Errorf("%d of %d is %d%%, want %d%%", c.right, c.all, got, c.want)
		}
	}
	if a := (desk.AspectScore{Handled: 2, Wrong: 5}); a.AtMost() != 0 {
		t.Errorf("at most %d%%", a.AtMost())
	}
	if s := (desk.Score{All: 20}); s.TooFew() {
		t.Error("twenty are enough")
	}
	full := desk.AspectScore{Score: desk.Score{Right: 20, All: 40}, Handled: 12345, Wrong: 20}
	if got := full.Words(); got != "50% of 40 corrections it had not seen; at most 100% of the "+desk.Thousands(12345)+" handled" {
		t.Error(got)
	}
}

// TestTheListsOfAccuracyAreBounded: a thousand corrections do not fill the
// screen; the most frequent and the newest are told.
func TestTheListsOfAccuracyAreBounded(t *testing.T) {
	w := newWorld(t)
	labels := []string{"complaint", "concern", "need", "question", "insight", "praise", "idea", "spam"}
	var list []store.Correction
	for i := range 1000 {
		said, meant := labels[i%len(labels)], labels[(i/len(labels))%len(labels)]
		list = append(list, store.Correction{ID: fmt.Sprintf("x%04d", i), Text: fmt.Sprintf("текст %d", i), Label: meant, Was: said, At: w.now, Lang: "ru"})
	}
	_, _, err := w.Teach.Import(w.ctx, anna, list)
	w.must(err)
	a := done(w.Teach.Accuracy(w.ctx, nil))(t)
	if a.Corrections != 1000 || len(a.Latest) != 50 || len(a.Confused) != 8 || a.Latest[0].ID != "x0999" || a.Aspects[1].All != 1000 {
		t.Fatalf("%d corrections, %d newest, %d pairs", a.Corrections, len(a.Latest), len(a.Confused))
	}
	sum := 0
	for _, s := range a.Aspects[1].Labels {
		sum += s.All
	}
	if sum != 1000 || a.Langs[0].All != 1000 || a.Weeks[11].All != 1000 || a.Weeks[11].Right != a.Aspects[1].Right {
		t.Errorf("the parts do not add up: %d, %+v", sum, a.Langs)
	}
	if !slices.IsSortedFunc(a.Confused, func(x, y desk.Confusion) int { return y.N - x.N }) {
		t.Errorf("%+v", a.Confused)
	}
}

// TestTheSameTextIsTheSameAnswer, however often and in whatever order it is
// asked, between others.
func TestTheSameTextIsTheSameAnswer(t *testing.T) {
	w := newWorld(t)
	done(w.Teach.Text(w.ctx, anna, slang, "ru", "positive"))(t)
	rapid.Check(t, func(r *rapid.T) {
		text, other := rapid.String().Draw(r, "text"), rapid.String().Draw(r, "other")
		first := fmt.Sprintf("%+v", w.Teach.Judge(scoring.Input{Text: text}))
		w.Teach.Judge(scoring.Input{Text: other})
		if again := fmt.Sprintf("%+v", w.Teach.Judge(scoring.Input{Text: text})); again != first {
			r.Fatalf("%q: %s, then %s", text, first, again)
		}
	})
}
