package desk_test

import (
	"bytes"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// Anna's screen remembers how dense her rows are; Boris has his own.
func TestAScreenRemembersForItsOwnUser(t *testing.T) {
	d := newWorld(t)
	ctx := t.Context()
	sub := d.Bus().Subscribe(store.TopicPrefs)
	defer sub.Close()
	for _, step := range []struct {
		by    desk.By
		value string
	}{{anna, "dense"}, {boris, "airy"}, {anna, "plain"}} {
		if err := d.Prefs.Set(ctx, step.by, "density", []byte(step.value)); err != nil {
			t.Fatal(err)
		}
	}
	for user, want := range map[string]string{"anna": "plain", "boris": "airy", "carl": ""} {
		got, err := d.Prefs.Get(ctx, user, "density")
		if err != nil || string(got) != want {
			t.Errorf("%s finds %q, %v; want %q", user, got, err, want)
		}
	}
	if ch := sub.Take()[store.TopicPrefs]; !ch.Has("anna/density") || ch.Has("carl/density") {
		t.Errorf("the other screens hear of %v", ch)
	}
	if err := d.Prefs.Set(ctx, anna, "density", nil); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Prefs.Get(ctx, "anna", "density"); err != nil || got != nil {
		t.Errorf("what was forgotten is still there: %q, %v", got, err)
	}
}

func TestWhatCannotBeRememberedIsRefused(t *testing.T) {
	d := newWorld(t)
	for name, value := range map[string][]byte{"": nil, "a/b": []byte("x"), "long": bytes.Repeat([]byte("x"), 64<<10+1)} {
		if err := d.Prefs.Set(t.Context(), anna, name, value); err == nil {
			t.Errorf("%q with %d bytes is taken", name, len(value))
		}
	}
}
