package mail

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
	"earshot/store/desk"
)

func given(pairs ...string) connectors.Given {
	g := connectors.Given{}
	for i := 0; i+1 < len(pairs); i += 2 {
		g[pairs[i]] = append(g[pairs[i]], pairs[i+1])
	}
	return g
}

func TestServersAreFoundFromTheAddress(t *testing.T) {
	for _, x := range []struct{ user, imap, smtp, sent, guessed string }{
		{"Acme@Gmail.com", "imaps://imap.gmail.com:993", "smtps://smtp.gmail.com:465", "server", ""},
		{"acme@ya.ru", "imaps://imap.yandex.ru:993", "smtps://smtp.yandex.ru:465", "", ""},
		{"acme@bk.ru", "imaps://imap.mail.ru:993", "smtps://smtp.mail.ru:465", "server", ""},
		{"acme@hotmail.com", "imaps://outlook.office365.com:993", "smtp://smtp.office365.com:587", "server", ""},
		{"support@brand.example", "imaps://imap.brand.example:993", "smtps://smtp.brand.example:465", "", "yes"},
	} {
		a, secrets, err := describe(given("user", x.user, "password", "p\n"))
		if err != nil {
			t.Fatal(err)
		}
		if a.Server != x.imap || a.Settings[setSMTP] != x.smtp || a.Settings[setSent] != x.sent || a.Settings[setGuessed] != x.guessed {
			t.Errorf("%s: %q, %v", x.user, a.Server, a.Settings)
		}
		if secrets[SecretPassword] != "p" || addressOf(a.Settings) != strings.ToLower(x.user) {
			t.Errorf("%s: %q is %q", x.user, addressOf(a.Settings), secrets)
		}
	}
}

func TestWhatIsGivenIsTaken(t *testing.T) {
	a, _, err := describe(given("name", "shop", "user", "acme", "password", "p", "address", "Shop@Brand.test", "imap", "imap://mail.brand.test", "smtp", "none",
		"folder", "INBOX, Shop", "folder", "Архив", "signature", `Anna\nAcme`, "history", "50", "quote", "yes", "sent", "no"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		setUser: "acme", setAddress: "Shop@Brand.test", setSMTP: "none", setFolders: "INBOX\nShop\nАрхив", setSignature: "Anna\nAcme", setHistory: "50", setQuote: "yes", setSent: "no",
	}
	for k, v := range want {
		if a.Settings[k] != v {
			t.Errorf("%s is %q", k, a.Settings[k])
		}
	}
	if a.Name != "shop" || a.Server != "imap://mail.brand.test:143" || len(a.Settings) != len(want) {
		t.Errorf("%+v", a)
	}
	for _, s := range a.Settings {
		if s == "p" {
			t.Error("the password stands among the settings")
		}
	}
}

func TestWhatIsMissingOrSenselessIsSaid(t *testing.T) {
	base := []string{"user", "a@b.test", "password", "p"}
	for _, x := range []struct {
		more []string
		says string
	}{
		{[]string{"imap", "https://mail.b.test"}, "imaps://HOST:993"},
		{[]string{"imap", "imaps://me:secret@mail.b.test"}, "do not belong into an address"},
		{[]string{"smtp", "imap://mail.b.test"}, "smtps://HOST:465"},
		{[]string{"smtp", "smtp://mail.b.test/path"}, "smtps://HOST:465"},
		{[]string{"history", "many"}, "a number of messages"},
		{[]string{"quote", "maybe"}, "one of yes, no"},
		{[]string{"sent", "never"}, "one of earshot, server, no"},
		{[]string{"ca", "no certificate"}, "holds no certificate"},
	} {
		if _, _, err := describe(given(append(slices.Clone(base), x.more...)...)); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%v: %v", x.more, err)
		}
	}
	for _, x := range []struct {
		g    connectors.Given
		says string
	}{
		{given("password", "p"), "the mail address is missing"},
		{given("user", "acme", "password", "p"), "--address"},
		{given("user", "a@b.test"), "--password-file"},
		{given("user", "a@b.test", "password", "p", "token-command", "t"), "give one of"},
		{given("user", "a@b.test", "password-command", "p", "token-command", "t"), "give one of"},
	} {
		if _, _, err := describe(x.g); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%v: %v", x.g, err)
		}
	}
}

func TestAddressesOfServers(t *testing.T) {
	for s, want := range map[string]string{
		"mail.test": "imaps://mail.test:993", "mail.test:143": "imap://mail.test:143", "mail.test:9993": "imaps://mail.test:9993",
		"imap://Mail.Test": "imap://mail.test:143", "imaps://[::1]:21993": "imaps://[::1]:21993",
	} {
		e, err := parseEndpoint(s, "imap")
		if want == "imaps://mail.test:9993" && err == nil && e.String() == want {
			continue
		}
		if err != nil || e.String() != want {
			t.Errorf("%s: %v, %v", s, e, err)
		}
	}
	for _, local := range []string{"imap://localhost", "imap://127.0.0.1", "imap://[::1]"} {
		if e, err := parseEndpoint(local, "imap"); err != nil || !e.local() {
			t.Errorf("%s: %v, %v", local, e, err)
		}
	}
}

func TestTheFormHasWhatTheCommandLineHas(t *testing.T) {
	n := Setup()
	seen := map[string]bool{}
	for _, f := range n.Fields {
		if seen[f.Name] || f.Label == "" || f.Doc == "" || f.Name == "name" || f.Name == "api" {
			t.Errorf("the field %+v", f)
		}
		seen[f.Name] = true
	}
	if n.Title == "" || n.Key == "" || len(n.Needs) == 0 || n.New == nil {
		t.Errorf("%+v", n)
	}
	for _, f := range n.Fields {
		if strings.HasSuffix(f.Name, "-command") && !f.Hidden {
			t.Errorf("%s: a form, which may be far away, must not have commands run on this machine", f.Name)
		}
	}
}

func TestCheckTellsWhatTheAccountCan(t *testing.T) {
	s := start(t, mailtest.Options{MaxSize: 40_000_000})
	p, err := connect(t, s, setFrom, "Acme").Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.RemoteID != us || p.Handle != us || p.Title != "Acme" || p.Server != s.IMAP() || p.Limits.MediaBytes != 30_000_000 {
		t.Errorf("%+v", p)
	}
	can, lacks := connectors.Abilities(connect(t, s), p)
	if !slices.Contains(can, desk.AbilitySend) || !slices.Contains(can, desk.AbilityLive) || !slices.Contains(can, desk.AbilityThreads) || len(lacks) != 0 {
		t.Errorf("can %v, lacks %v", can, lacks)
	}
	p, err = connect(t, s, setSMTP, "none").Check(t.Context())
	if err != nil || p.Lacks[desk.AbilitySend] == "" {
		t.Errorf("%+v, %v", p, err)
	}
	if len(s.Letters()) != 0 {
		t.Error("a check has sent something")
	}
}

func TestAServerThatWasGuessedSaysSo(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s, setGuessed, "yes")
	c.imap.port = "1"
	_, err := c.Check(t.Context())
	words(t, err, fault.Transient, "guessed from brand.test", "--imap")
	c = connect(t, s, setGuessed, "yes", setSMTP, "smtp://127.0.0.1:1")
	_, err = c.Check(t.Context())
	words(t, err, fault.Transient, "guessed from brand.test", "--smtp")
	c = connect(t, s, setUser, "acme")
	_, err = c.Check(t.Context())
	words(t, err, fault.Permanent, "--address")
}

func TestKnownServicesSayWhatTheyWant(t *testing.T) {
	for host, hint := range map[string]string{"imap.gmail.com": "app password", "imap.yandex.ru": "app password", "imap.mail.ru": "external applications", "smtp.office365.com": "app password"} {
		k := &credential{fixed: "x"}
		f := &fault.Fault{Op: loginOp}
		k.unauthorized(f, endpoint{kind: "imap", host: host, port: "993", tls: true}, "Invalid credentials (Failure)")
		if f.Kind != fault.Unauthorized || !strings.Contains(f.What, hint) || !strings.Contains(f.What, "connect it again") {
			t.Errorf("%s: %q", host, f.What)
		}
	}
	for _, p := range providers() {
		for _, s := range []string{p.imap, p.smtp} {
			if e, err := parseEndpoint(s, s[:4]); err != nil || e.String() != s {
				t.Errorf("%s: %v, %v", s, e, err)
			}
		}
	}
}

// TestAnAddressOfSomebodyElseIsToldAtOnce, and not with the first answer.
func TestAnAddressOfSomebodyElseIsToldAtOnce(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.OnMail(func(string) error {
		return &smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Sender address rejected: not owned by auth user."}
	})
	_, err := connect(t, s, setAddress, "boss@brand.test").Check(t.Context())
	words(t, err, fault.Permanent, "takes no mail from boss@brand.test", "not owned by auth user", "--address")
	s.OnMail(func(string) error { return &smtp.SMTPError{Code: 451, Message: "come again"} })
	_, err = connect(t, s).Check(t.Context())
	words(t, err, fault.Transient, "come again")
	s.OnMail(nil)
	if _, err := connect(t, s).Check(t.Context()); err != nil || len(s.Letters()) != 0 {
		t.Errorf("%v, %d letters", err, len(s.Letters()))
	}
}

// TestNothingLeavesUnprotected: without TLS no password goes to another machine.
func TestNothingLeavesUnprotected(t *testing.T) {
	s := start(t, mailtest.Options{}) // offers no STARTTLS
	c := connect(t, s)
	// The name is another machine's, the line leads to our server.
	at, reach := c.imap.address(), c.reach
	c.imap.host = "mail.far.test"
	c.reach = func(ctx ctx, network, _ string) (conn, error) { return reach(ctx, network, at) }
	c.waits.dial = 10 * time.Second
	_, err := c.open(t.Context())
	words(t, err, fault.Transient, "offers no STARTTLS", "imaps://")
	if s.Logins() != 0 {
		t.Error("the password was shown")
	}
	at = c.smtp.address()
	c.smtp.host = "mail.far.test"
	_, err = c.submission(t.Context())
	words(t, err, fault.Transient, "offers no STARTTLS", "smtps://")
}
