package mailfile

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestWhatCanBeReadOfARefusedMail(t *testing.T) {
	for name, bomb := range bombs() {
		_, err := Read([]byte(bomb.raw), now, now)
		if err == nil {
			continue
		}
		m, salvaged := Salvage([]byte(bomb.raw), err, now, now)
		if strings.Contains(err.Error(), "is not a mail") {
			if salvaged == nil {
				t.Errorf("%s: what has no header became %+v", name, m.Mention)
			}
			continue
		}
		if salvaged != nil {
			t.Errorf("%s is lost: %v, then %v", name, err, salvaged)
			continue
		}
		if !strings.Contains(m.Mention.Body.Text, "cannot be read: it ") || m.Mention.Key.ID == "" || m.Mention.Created.IsZero() {
			t.Errorf("%s: %+v", name, m.Mention)
		}
	}
}

func TestASalvagedMailSaysWhoAndAboutWhat(t *testing.T) {
	raw := "From: Ivan <ivan@far.test>\nSubject: =?utf-8?B?0JfQsNC60LDQtw==?=\nMessage-ID: <7@far.test>\nIn-Reply-To: <6@far.test>\nContent-Type: multipart/mixed; boundary=b\nX-Long: " +
		strings.Repeat("x", 100_000) + "\n\n--b\n"
	m, err := Salvage([]byte(raw), errors.New("has parts nested deeper than 50"), time.Time{}, now)
	if err != nil {
		t.Fatal(err)
	}
	got := m.Mention
	if got.Key.ID != "7@far.test" || got.Author.Email != "ivan@far.test" || got.Body.Title != "Заказ" || got.Place.Parent != "6@far.test" || !got.Created.Equal(now) {
		t.Errorf("%+v", got)
	}
	if got.Body.Text != "[the text of this mail cannot be read: it has parts nested deeper than 50]" {
		t.Errorf("%q", got.Body.Text)
	}
}

func FuzzSalvage(f *testing.F) {
	f.Add([]byte("From: a@b\nContent-Type: multipart/mixed\n\n"))
	f.Add([]byte("\xff: \x00\n x\nSubject:\r\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Salvage(raw, errors.New("is broken"), now, now)
		if err == nil && (m.Mention.Body.Text == "" || m.Mention.Key.ID == "") {
			t.Errorf("%+v", m.Mention)
		}
	})
}
