package mailfile

import (
	"strings"
	"testing"

	"earshot/store"
)

// bare are attachments without what is told of their type and size.
func bare(media []store.Media) []store.Media {
	var out []store.Media
	for _, m := range media {
		m.URL, _, _ = strings.Cut(m.URL, "?")
		out = append(out, m)
	}
	return out
}

const withFiles = head + `Content-Type: multipart/mixed; boundary=b

--b

see below
--b
Content-Type: text/csv; name="таблица.csv"
Content-Disposition: attachment
Content-Transfer-Encoding: quoted-printable

a;b=3D
--b
Content-Type: image/png
Content-ID: <logo@x>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b
Content-Type: message/rfc822

From: a@b

inner
--b--
`

func TestAttachmentsHaveATypeASizeAndContents(t *testing.T) {
	for ends, raw := range map[string]string{"unix": withFiles, "windows": strings.ReplaceAll(withFiles, "\n", "\r\n")} {
		m := mustRead(t, raw)
		files, err := Files([]byte(raw), now)
		if err != nil {
			t.Fatal(err)
		}
		want := []struct {
			name, kind, content string
			size                int64
		}{
			{"таблица.csv", "text/csv", "a;b=", 6},
			{"image/png", "image/png", "\x89PNG\r\n\x1a\n", 8},
			{"message/rfc822", "message/rfc822", "From: a@b", 16},
		}
		if len(files) != len(want) || len(m.Body.Media) != len(want) {
			t.Fatalf("%s: %d files, %d listed", ends, len(files), len(m.Body.Media))
		}
		for i, w := range want {
			a, ok := m.Body.Media[i].Attached()
			if !ok || a.Name != w.name || a.Type != w.kind || a.Size != w.size {
				t.Errorf("%s: listed as %+v of %q", ends, a, m.Body.Media[i].URL)
			}
			if files[i].Name != w.name || !strings.HasPrefix(string(files[i].Content), w.content) {
				t.Errorf("%s: %q holds %q", ends, files[i].Name, files[i].Content)
			}
		}
	}
	if _, err := Files([]byte("\n\n"), now); err == nil {
		t.Error("what is no mail has files")
	}
}
