package scoring

import (
	"reflect"
	"testing"
)

// Posts that the models take for advertising though somebody asks for an offer,
// and another of the same make each.
var wanted = [][2]string{
	{
		"Ищу мастера маникюра! Пишите в личку, подписывайтесь на канал https://t.me/x",
		"Ищу мастера по укладке паркета! Пишите в личку, подписывайтесь на канал https://t.me/y",
	},
	{
		"Looking for a caterer for 50 people, DM me! Click the link in bio for details https://x.co",
		"Looking for a caterer for 80 people, DM me! Click the link in bio for the date https://x.co/2",
	},
}

// Advertising that shares words with them.
var unwanted = []string{
	"Free giveaway! Click here to win an iPhone https://x.co",
	"Скидка 50% на пиццу! Жми на ссылку https://x.ru",
	"Подпишись на канал и получи подарок! Жми https://x.ru",
	"Купи подписчиков дёшево, пиши в личку, подробности по ссылке https://x.ru",
}

// Spam is never a lead; a person who says that it is one says that it is no spam,
// of this text and of those of its make. What is plain spam stays that.
func TestATaughtLeadIsNoSpam(t *testing.T) {
	judge := New(nil)
	for _, pair := range wanted {
		for _, s := range pair {
			if v := judge.Judge(Input{Text: s}); v.Intent != "spam" || v.Lead {
				t.Fatalf("%q is %s untaught, lead %v: this test shows nothing", s, v.Intent, v.Lead)
			}
		}
		judge.Learn(Correction{Text: pair[0], Label: "lead"})
		for _, s := range pair {
			if v := judge.Judge(Input{Text: s}); v.Intent != "need" || !v.Lead {
				t.Errorf("%q is %s, lead %v", s, v.Intent, v.Lead)
			}
		}
	}
	for _, s := range unwanted {
		if v := judge.Judge(Input{Text: s}); v.Intent != "spam" || v.Lead {
			t.Errorf("%q is %s, lead %v", s, v.Intent, v.Lead)
		}
	}
}

// The last word counts: spam after lead, lead after spam, as often as anybody
// likes; and all of it learnt anew is the same judge.
func TestTheLastWordOnSpamCounts(t *testing.T) {
	s := wanted[0][0]
	judge := New(nil)
	var log []Correction
	for _, label := range []string{"lead", "spam", "lead", "lead", "spam", "spam", "lead"} {
		c := Correction{Text: s, Label: label}
		log = append(log, c)
		judge.Learn(c)
		v := judge.Judge(Input{Text: s})
		if v.Lead != (label == "lead") || (v.Intent == "spam") != (label == "spam") {
			t.Errorf("after %d corrections, the last %s, it is %s, lead %v", len(log), label, v.Intent, v.Lead)
		}
		anew := New(nil)
		anew.Relearn(log)
		if got := anew.Judge(Input{Text: s}); !reflect.DeepEqual(got, v) {
			t.Errorf("learnt anew after %s: %+v, want %+v", label, got, v)
		}
	}
}

// A lead in what nobody takes for spam says nothing of the intent, and that
// something is no lead says nothing of spam.
func TestALeadSaysNothingElse(t *testing.T) {
	for _, s := range []string{"флюмовый шмурдяк у дома", "Кто знает хорошего стоматолога?"} {
		judge := New(nil)
		before := judge.Judge(Input{Text: s}).Intent
		judge.Learn(Correction{Text: s, Label: "lead"})
		v := judge.Judge(Input{Text: s})
		if v.Intent != before || !v.Lead {
			t.Errorf("%q is %s, before %s; lead %v", s, v.Intent, before, v.Lead)
		}
		for _, r := range v.Why {
			if r.Word == byHeart && r.About != "lead" {
				t.Errorf("%q: nobody taught what %+v says", s, r)
			}
		}
	}
	judge := New(nil)
	judge.Learn(Correction{Text: unwanted[0], Label: "not-lead"})
	if v := judge.Judge(Input{Text: unwanted[0]}); v.Intent != "spam" {
		t.Errorf("it is %s", v.Intent)
	}
}
