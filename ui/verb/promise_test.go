package verb

import (
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
)

func friday() time.Time { return time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC) }

func desktop() *pane.Host {
	return &pane.Host{User: "anna", Zone: time.UTC, Env: store.Env{Now: friday}}
}

// TestAPromiseIsATextAndATime: the time stands behind a ";", or there is none.
func TestAPromiseIsATextAndATime(t *testing.T) {
	for _, c := range []struct {
		line, text, due, wrong string
	}{
		{"call back", "call back", "", ""},
		{"  call back  ;", "call back", "", ""},
		{"call back; tomorrow 9:00", "call back", "2026-11-21 09:00", ""},
		{"позвонить;2026-12-24 10:00", "позвонить", "2026-12-24 10:00", ""},
		{"call back; fri 18:30", "call back", "2026-11-20 18:30", ""},
		{"call back; next blue moon", "call back", "", "is not a time"},
		{"; tomorrow", "", "", "say what"},
		{"", "", "", "say what"},
		{" ", "", "", "say what"},
	} {
		text, due, err := promise(c.line, friday(), time.UTC)
		if c.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("%q: %v", c.line, err)
			}
			continue
		}
		got := ""
		if !due.IsZero() {
			got = due.Format("2006-01-02 15:04")
		}
		if err != nil || text != c.text || got != c.due {
			t.Errorf("%q is %q by %q, %v", c.line, text, got, err)
		}
	}
}

// TestAPromiseIsCheckedAndCompletedWhileItIsTyped: what is wrong is told at once,
// times are proposed behind the ";" and keep what was typed.
func TestAPromiseIsCheckedAndCompletedWhileItIsTyped(t *testing.T) {
	arg := PromiseArg(desktop())
	if why := arg.Check("call back; soon"); !strings.Contains(why, "is not a time") {
		t.Error(why)
	}
	if why := arg.Check("call back; tomorrow 9:00"); why != "" {
		t.Error(why)
	}
	if list := arg.Complete("call back"); list != nil {
		t.Errorf("times are proposed before one is wanted: %v", list)
	}
	list := arg.Complete("call back; tom")
	if len(list) == 0 {
		t.Fatal("nothing is proposed")
	}
	for _, c := range list {
		if !strings.HasPrefix(c.Text, "call back; ") || arg.Check(c.Text) != "" {
			t.Errorf("%q is proposed: %s", c.Text, arg.Check(c.Text))
		}
	}
}

// TestAWrongPromiseIsToldNotKept: whatever door it came through.
func TestAWrongPromiseIsToldNotKept(t *testing.T) {
	for _, line := range []string{"", "; tomorrow", "x; never"} {
		n, ok := Promise(desktop(), line, desk.Promise{Identity: "vk:7"})().(pane.Notice)
		if !ok || n.Level != pane.Failure || n.Text == "" {
			t.Errorf("%q: %+v", line, n)
		}
	}
}

// TestWhoseAPromiseIs: the name, and when it is or was due.
func TestWhoseAPromiseIs(t *testing.T) {
	for _, c := range []struct {
		due  time.Time
		want string
	}{
		{time.Time{}, "Иван"},
		{friday().Add(-2 * time.Hour), "Иван, late since 2h"},
		{friday(), "Иван, late since now"},
		{friday().Add(24 * time.Hour), "Иван, due Sat 21 Nov 09:31"},
	} {
		if got := Whose(desk.Owed{Task: store.Task{Due: c.due}, Name: "Иван"}, friday(), time.UTC); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
	}
}
