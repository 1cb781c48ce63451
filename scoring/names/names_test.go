package names

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSpellingsOfOneNameMeet(t *testing.T) {
	for _, line := range []string{
		"Щукин schukin shchukin SCHUKIN", "Петров petrov PETROV", "Мария Maria Mariya Mariia", "Дмитрий Dmitry Dmitri Dmitriy",
		"Михаил Mikhail Mihail", "Хабаров Khabarov Habarov", "Сергей Sergey Sergei", "Юлия Yulia Iuliia Julia",
		"Александр Alexandr Aleksandr", "Чехов Chekhov Chehov", "Жуков Zhukov", "Царёв Tsarev Царев", "Шмидт Schmidt Shmidt", "José Jose JOSÉ",
		"Ксения Kseniya Xenia", "Łukasz Lukasz", "Ёлкин елкин", "O'Brien OBrien O’Brien",
	} {
		spellings := strings.Fields(line)
		for _, s := range spellings[1:] {
			if a, b := Skeleton(spellings[0]), Skeleton(s); a != b {
				t.Errorf("%s is %q, %s is %q", spellings[0], a, s, b)
			}
		}
	}
	for _, pair := range [][2]string{{"Иван", "Антон"}, {"petrov", "pavlov"}, {"77", "7"}} {
		if Skeleton(pair[0]) == Skeleton(pair[1]) {
			t.Errorf("%s and %s are one", pair[0], pair[1])
		}
	}
}

func TestSkeletonsOfABeginningAreBeginnings(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("abcdehijkstxyz0179щшчцхюяьйёПетров新田عé'\u0301")), 0, 50, -1).Draw(r, "word")
		whole := Skeleton(word)
		if utf8.RuneCountInString(whole) > Longest {
			t.Fatalf("%q is long: %q", word, whole)
		}
		if again := Skeleton(strings.ToUpper(word)); again != whole && strings.ToLower(strings.ToUpper(word)) == word {
			t.Fatalf("in capitals %q is %q, not %q", word, again, whole)
		}
		for i := range word {
			if strings.ContainsAny(word, "\u0301") {
				break // a mark belongs to the letter before it
			}
			if s := Skeleton(word[:i]); !strings.HasPrefix(whole, s) {
				t.Fatalf("%q has the skeleton %q, %q has %q", word, whole, word[:i], s)
			}
		}
	})
}

func TestNamesHandlesAndAddressesAreCutIntoWords(t *testing.T) {
	for _, c := range []struct {
		cut  func([]string, string) []string
		text string
		want string
	}{
		{Words, "Иван Петров-Водкин", "ivan petrov vodkin"},
		{Words, "雪 田中 Tanaka", "雪 田 中 tanaka"},
		{Words, "", ""},
		{Words, "\u202e (Dr.)  \U0001F600", "dr"},
		{Handle, "IvanPetrov77", "ivanpetrov77 ivan petrov 77"},
		{Handle, "ivan_p@m.example", "ivanp ivan p m eksample"},
		{Handle, "@mia", "mia mia"},
		{Handle, "tom.okafor@mail.example", "tomokafor tom okafor mail eksample"},
	} {
		if got := strings.Join(c.cut(nil, c.text), " "); got != c.want {
			t.Errorf("%q gives %q, want %q", c.text, got, c.want)
		}
	}
	if got := strings.Join(Query("@MIA_L tom@mail  mia"), " "); got != "mia l tom mail" {
		t.Errorf("the query is %q", got)
	}
	long := strings.Repeat("one ", 100_000)
	if n := len(Words(nil, long)) + len(Query(long)) + len(Handle(nil, strings.ReplaceAll(long, " ", "_"))); n > 2*most+1 {
		t.Errorf("a long text has %d words", n)
	}
}

func TestTypingErrorsAreForgiven(t *testing.T) {
	for _, c := range []struct {
		typed, term string
		want        Rank
	}{
		{"petrov", "petrov", Exact},
		{"petr", "petrov", Beginning},
		{"petrof", "petrov", Forgiven},
		{"petorv", "petrov", Forgiven},
		{"ptrov", "petrov", Forgiven},
		{"petrrov", "petrov", Forgiven},
		{"betrov", "petrov", Forgiven},
		{"petorv", "petrovic", ForgivenStart},
		{"pavlof", "petrov", Different},
		{"iva", "ina", Different},
		{"ivna", "ivan", Forgiven},
		{"aleksandorv", "aleksandrov", Forgiven},
		{"aleksanderof", "aleksandrov", Forgiven},
		{"eleksanderof", "aleksandrov", Different},
		{"p", "petrov", Beginning},
		{"petrov", "petro", Forgiven},
		{"petrof", "petrovic", Different},
		{"petrofi", "petrovic", ForgivenStart},
		{"orla", "orlov", Different},
	} {
		if got := NewTyped(c.typed).Rank(c.term); got != c.want {
			t.Errorf("%s meets %s as %d, want %d", c.typed, c.term, got, c.want)
		}
	}
}

// distance is the optimal string alignment distance, written plainly.
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j-1], d[i-1][j], d[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// plainRank is Rank by its words.
func plainRank(word, term string) Rank {
	w, s := []rune(word), []rune(term)
	allowed := func(d int, to []rune) bool {
		same := len(to) >= rightForTwo && len(w) >= rightForTwo && slices.Equal(w[:rightForTwo], to[:rightForTwo])
		return Errors(word) > 0 && (d <= 1 || d <= Errors(word) && same)
	}
	begins := func(to []rune) bool {
		n, k := len(w), len(to)
		return w[n-1] == to[k-1] && allowed(distance(w[:n-1], to[:k-1]), to) ||
			n > 1 && k > 1 && w[n-1] == to[k-2] && w[n-2] == to[k-1] && allowed(distance(w[:n-2], to[:k-2])+1, to)
	}
	switch {
	case word == term:
		return Exact
	case strings.HasPrefix(term, word):
		return Beginning
	case allowed(distance(w, s), s):
		return Forgiven
	}
	for i := 1; i <= len(s) && len(w) > 0; i++ {
		if begins(s[:i]) {
			return ForgivenStart
		}
	}
	return Different
}

// TestNothingThatIsMetIsLeaptOver: a walk over terms in order that goes on where
// Beyond says meets all that a look at every term meets, and never goes back.
func TestNothingThatIsMetIsLeaptOver(t *testing.T) {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("abcdeя")), 0, 12, -1)
	rapid.Check(t, func(r *rapid.T) {
		word := letters.Draw(r, "word")
		typed := NewTyped(word)
		if !typed.Forgives() {
			return
		}
		terms := rapid.SliceOfN(letters, 1, 200).Draw(r, "terms")
		for i := range 40 { // some that are near
			at := rapid.IntRange(0, len([]rune(word))-1).Draw(r, "at")
			w := []rune(word)
			w[at] = 'a' + rune(i%5)
			terms = append(terms, string(w)+"ab"[:i%3])
		}
		slices.Sort(terms)
		met := map[string]bool{}
		asked := 0
		from, more := "", true
		for at, _ := slices.BinarySearch(terms, from); more && at < len(terms); at++ {
			if terms[at] < from {
				continue
			}
			asked++
			rank, dead := typed.Forgive([]byte(terms[at]))
			if rank != Different {
				met[terms[at]] = true
			}
			if dead > 0 {
				var to []byte
				if to, more = typed.Beyond(nil, dead); more && string(to) <= terms[at] {
					r.Fatalf("%q: behind %q comes %q", word, terms[at], to)
				}
				from = string(to)
			}
		}
		for _, term := range terms {
			if want := plainRank(word, term) != Different; want != met[term] {
				r.Fatalf("%q and %q: met %v, want %v, after %d of %d", word, term, met[term], want, asked, len(terms))
			}
		}
	})
}

func TestRanksAreThoseOfTheDistance(t *testing.T) {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("abcд")), 0, 14, -1)
	rapid.Check(t, func(r *rapid.T) {
		word := letters.Draw(r, "word")
		typed := NewTyped(word)
		terms := rapid.SliceOfN(letters, 1, 30).Draw(r, "terms")
		slices.Sort(terms)
		for _, term := range terms {
			if got, want := typed.Rank(term), plainRank(word, term); got != want {
				r.Fatalf("%q meets %q as %d, want %d", word, term, got, want)
			}
			_, dead := typed.Forgive([]byte(term))
			if dead == 0 {
				continue
			}
			for _, other := range terms {
				if strings.HasPrefix(other, string([]rune(term)[:dead])) && plainRank(word, other) != Different && typed.Forgives() {
					r.Fatalf("%q: nothing begins with %d letters of %q, but %q does", word, dead, term, other)
				}
			}
		}
	})
}
