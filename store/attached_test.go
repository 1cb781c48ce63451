package store

import "testing"

func TestWhatIsKnownOfAnAttachment(t *testing.T) {
	for _, x := range []struct {
		m    Media
		want Attached
		is   bool
	}{
		{Media{Type: "file", URL: "attachment:a.pdf?size=1200&type=application%2Fpdf", Alt: "a.pdf"}, Attached{"a.pdf", "application/pdf", 1200}, true},
		{Media{URL: "cid:1@x?size=7&type=image%2Fpng", Alt: "x.png"}, Attached{"x.png", "image/png", 7}, true},
		{Media{URL: "attachment:old", Alt: "old"}, Attached{Name: "old"}, true},
		{Media{URL: "attachment:x?size=-5&type=%zz", Alt: "x"}, Attached{Name: "x"}, true},
		{Media{URL: "https://x.test/a.png?size=1"}, Attached{}, false},
		{Media{}, Attached{}, false},
	} {
		if got, is := x.m.Attached(); got != x.want || is != x.is {
			t.Errorf("%q: %+v, %v", x.m.URL, got, is)
		}
	}
}
