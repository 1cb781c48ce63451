package uitest

import "testing"

func TestFirst(t *testing.T) {
	d := New(t, Options{})
	t.Log("\n" + d.Frame())
	d.Exact()
	d.Press("enter")
	t.Log("\n" + d.Frame())
	d.Press("q", "e")
	t.Log("\n" + d.Frame())
	d.Press("s")
	t.Log("\n" + d.Frame())
	d.Press("esc", "?")
	t.Log("\n" + d.Frame())
	d.Press("esc")
	d.Size(80, 24)
	t.Log("\n" + d.Frame())
	d.Size(40, 12)
	t.Log("\n" + d.Frame())
}
