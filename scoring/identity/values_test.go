package identity_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"earshot/scoring/identity"
)

func TestOneMailboxHasOneAddress(t *testing.T) {
	for in, want := range map[string]string{
		"Ivan.Petrov+news@GoogleMail.com":       "ivanpetrov@gmail.com",
		"ivan.petrov@ya.ru":                     "ivan-petrov@yandex.ru",
		"Ivan-Petrov@yandex.by":                 "ivan-petrov@yandex.ru",
		"Иван <ivan@mail.ru>":                   "ivan@mail.ru",
		"mailto:a@pm.me":                        "a@proton.me",
		"a.b@example.org":                       "a.b@example.org",
		"+tag@example.org":                      "+tag@example.org",
		"...@gmail.com":                         "...@gmail.com",
		"no address":                            "",
		"@":                                     "",
		"a@":                                    "",
		"a b@c.de":                              "",
		strings.Repeat("x", 300) + "@y.example": "",
	} {
		if got := identity.Mail(in).String(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for _, s := range []string{"info@acme.example", "Support@acme.example", "no-reply@x.example", "sales2@x.example"} {
		if !identity.Mail(s).Role {
			t.Errorf("%s is a desk", s)
		}
	}
	if identity.Mail("ivan@acme.example").Role {
		t.Error("ivan is a person")
	}
}

func TestPhonesAreReadAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"+7 (916) 123-45-67":          "79161234567",
		"8 916 123 45 67":             "79161234567",
		"9161234567":                  "79161234567",
		"0049 30 123456":              "4930123456",
		"+44 20 7946 0958 x12":        "442079460958",
		"\u202a+1 212 555 0100\u202c": "12125550100",
		"12":                          "",
		"0000000000":                  "",
		"":                            "",
		"+1234567890123456":           "",
	} {
		if got := identity.Phone(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSites(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.Petrov.example/": "petrov.example", "petrov.example/blog?utm=1#x": "petrov.example/blog", "nonsense": "", "http://a b.c": "",
	} {
		if got := identity.Site(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestNamesAreFolded(t *testing.T) {
	for in, want := range map[string]string{
		"  Щёкин,  Иван ":           "щекин иван",
		"Dr. Jürgen Löwensohn-Weiß": "jurgen lowensohn weiss",
		"Ивaнов":                    "иванов", // a Latin a
		"Iv\u0430n":                 "ivan",   // a Cyrillic а
		"P\u200be\u202etrov":        "petrov",
		"O'Brien (press)":           "obrien",
		"Łukasz Đorđe":              "lukasz dorde",
		"Юрий Чайкин":               "юрии чаикин",
		"🦊":                         "",
		"Анна Мария Луиза фон Цезен": "анна мария луиза цезен",
	} {
		got := identity.FoldName(in)
		if strings.ReplaceAll(got, "й", "и") != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestOneNameInTwoScripts(t *testing.T) {
	for _, latin := range []string{"Shchekin", "Schekin", "Schyokin"} {
		if bits := identity.Transliteration(latin, "Щёкин"); bits < 0 {
			t.Errorf("%s: %.1f bits", latin, bits)
		}
	}
	for _, p := range [][2]string{{"Gomez", "Гомес"}, {"Aleksandr", "Александр"}, {"Yulia", "Юлия"}, {"Iuliia", "Юлия"}} {
		if bits := identity.Transliteration(p[0], p[1]); bits < 0 {
			t.Errorf("%s %s: %.1f bits", p[0], p[1], bits)
		}
	}
	for _, p := range [][2]string{{"Petrov", "Сидоров"}, {"Ivanov", "Павлов"}} {
		if bits := identity.Transliteration(p[0], p[1]); bits > 0 {
			t.Errorf("%s %s: %.1f bits", p[0], p[1], bits)
		}
	}
	if identity.Transliteration("Иван", "Иван") != 0 || identity.Transliteration("", "Иван") != 0 {
		t.Error("one script was aligned")
	}
}

func TestWhatIsMadeToBeTakenForAnother(t *testing.T) {
	for _, p := range [][2]string{
		{"Pavel Durov", "P\u0430vel Durov"},
		{"PayPal", "PayPaI"},
		{"acme_support", "acme_supp0rt"},
		{"kornev", "komev"},
		{"olaf99", "olaf99real"},
		{"Zernolla", "Zernolla Official"},
		{"ivan", "ivan_7"},
		{"Ева Браун", "Eвa Бpayн"},
		{"durov", "durov\u200b"},
	} {
		if !identity.LooksLike(p[0], p[1]) || !identity.LooksLike(p[1], p[0]) {
			t.Errorf("%q could be taken for %q (%s, %s)", p[1], p[0], identity.Skeleton(p[0]), identity.Skeleton(p[1]))
		}
	}
	for _, p := range [][2]string{{"Ivan Petrov", "Ivan Petrov"}, {"Ivan", "Pavel"}, {"", "x"}, {"Anna Real", "Boris Real"}, {"🦊", "🐻"}} {
		if identity.LooksLike(p[0], p[1]) || identity.LooksLike(p[1], p[0]) {
			t.Errorf("%q is not like %q", p[1], p[0])
		}
	}
}

// FuzzValues: whatever comes, nothing fails, reading twice is reading once, and
// likeness has no direction.
func FuzzValues(f *testing.F) {
	for _, s := range []string{"Иван Щёкин", "ivan+x@gmail.com", "+7 916 1234567", "\u202eevil", strings.Repeat("й", 10000), "\xff\xfe", "a\u0306\u0306", "и\u0306", "İı", "1971-06-24", "ffff000000000000"} {
		f.Add(s, "Ivan")
	}
	m := identity.NewMatcher(identity.NewWeights(1000), nil)
	f.Fuzz(func(t *testing.T, s, other string) {
		a := record("a", s, s, s, s, s)
		b := record("b", other, s, other, s, other)
		if mail := identity.Mail(s).String(); mail != "" && identity.Mail(mail).String() != mail {
			t.Errorf("mail %q becomes %q", mail, identity.Mail(mail).String())
		}
		if n := identity.Phone(s); n != "" && identity.Phone("+"+n) != n {
			t.Errorf("phone %q", n)
		}
		if name := identity.FoldName(s); !utf8.ValidString(name) || len(name) > 1100 {
			t.Errorf("name of %q: %q", s, name)
		}
		if identity.LooksLike(s, other) != identity.LooksLike(other, s) {
			t.Errorf("%q and %q look alike one way", s, other)
		}
		p, q := m.Prepare(a), m.Prepare(b)
		x, y := m.Bits(p, q), m.Bits(q, p)
		if x != y || math.IsNaN(x) || math.IsInf(x, 0) {
			t.Errorf("bits %v and %v", x, y)
		}
		if n := len(identity.Keys(p)); n > identity.MaxKeys {
			t.Errorf("%d keys", n)
		}
		for _, e := range m.Explain(p, q) {
			if e.Why == "" {
				t.Errorf("%+v says nothing", e)
			}
		}
	})
}

func record(id, name, handle, mail, phone, more string) identity.Record {
	return identity.Record{
		ID: id, Network: "mastodon", Name: name, Handle: handle, Mail: mail, Phone: phone, City: more, Site: more, Avatar: more,
		Proofs: []string{more}, Facts: []identity.Fact{{Column: "dob", Value: more}, {Column: more, Value: name}},
	}
}
