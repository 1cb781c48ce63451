package mail

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
)

const accessToken = "ya29.a0Af_B-yC~token/with+all=="

// counted is a command that gives something, and notes each time that it did.
func counted(t *testing.T, gives string) (command string, runs func() int) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "gives"), []byte(gives), 0o600); err != nil {
		t.Fatal(err)
	}
	return "cat " + dir + "/gives && echo >> " + dir + "/runs", func() int {
		raw, _ := os.ReadFile(filepath.Join(dir, "runs"))
		return len(raw)
	}
}

// TestAPasswordComesFromACommand: for each login, on both lines; what follows its
// first line is not looked at, as with pass.
func TestAPasswordComesFromACommand(t *testing.T) {
	s := start(t, mailtest.Options{})
	command, runs := counted(t, password+"\nurl: mail.brand.test\n")
	c := connectBy(t, s, map[string]string{SecretCommand: command})
	p, err := c.Check(t.Context())
	if err != nil || p.RemoteID != us {
		t.Fatalf("%+v, %v", p, err)
	}
	if runs() != 2 || s.Logins() != 1 {
		t.Errorf("the command ran %d times for one login to each server (%d)", runs(), s.Logins())
	}
	s.Deliver("INBOX", mail("The fridge hums."))
	shelf := newShelf()
	pull(t, c, shelf)
	said(t, shelf, "The fridge hums.")
	if runs() != 3 {
		t.Errorf("the command ran %d times", runs())
	}
}

// TestATokenOpensBothLines by the way that the server has.
func TestATokenOpensBothLines(t *testing.T) {
	for _, way := range []string{wayXOAUTH2, wayBearer} {
		issuer := &mailtest.Issuer{}
		issuer.Allow(us, accessToken)
		s := start(t, mailtest.Options{Issuer: issuer, Ways: []string{sasl.Plain, way}})
		command, runs := counted(t, accessToken+"\n")
		c := connectBy(t, s, map[string]string{SecretToken: command})
		if _, err := c.Check(t.Context()); err != nil {
			t.Fatalf("%s: %v", way, err)
		}
		if _, err := c.Send(t.Context(), reply("k1", "On its way", nil)); err == nil {
			t.Error("a new mail without an address has left")
		}
		s.Deliver("INBOX", mail("Where is it?"))
		shelf := newShelf()
		pull(t, c, shelf)
		if _, err := c.Send(t.Context(), reply("k2", "On its way", shelf.mentions()[0])); err != nil {
			t.Errorf("%s: %v", way, err)
		}
		if got := s.Letters(); len(got) != 1 || !strings.Contains(got[0].Raw, "On its way") {
			t.Errorf("%s: %v", way, got)
		}
		used := issuer.Ways()
		if slices.Contains(used, "imap PLAIN") || !slices.Contains(used, "imap "+way) || !slices.Contains(used, "smtp "+way) || runs() != len(used) {
			t.Errorf("%s: %v, %d runs", way, used, runs())
		}
	}
}

// TestATokenThatIsRefused says who has to do what; the next one may be good, so
// nothing is given up. No word shows a token, also where the server repeats it.
func TestATokenThatIsRefused(t *testing.T) {
	for _, way := range []string{wayXOAUTH2, wayBearer} {
		issuer := &mailtest.Issuer{}
		s := start(t, mailtest.Options{Issuer: issuer, Ways: []string{way}})
		c := connectBy(t, s, map[string]string{SecretToken: "echo " + accessToken})
		_, err := c.open(t.Context())
		words(t, err, fault.Transient, "refuses the token", "--token-command", "sign in again")
		_, err = c.submission(t.Context())
		words(t, err, fault.Transient, "refuses the token", "sign in again")
		if _, err = c.Send(t.Context(), reply("k", "x", nil)); strings.Contains(err.Error(), accessToken) {
			t.Errorf("%q shows the token", err)
		}
		issuer.Allow(us, accessToken)
		if _, err := c.Check(t.Context()); err != nil {
			t.Errorf("%s: once it is good: %v", way, err)
		}
		if got := c.key.quoted("no " + accessToken + strings.Repeat(" here", 100)); strings.Contains(got, "ya29") {
			t.Errorf("%q shows the token", got)
		}
	}
	s := start(t, mailtest.Options{})
	c := connectBy(t, s, map[string]string{SecretToken: "echo " + accessToken})
	_, err := c.open(t.Context())
	words(t, err, fault.Permanent, "no way to log in with a token", "--password-file")
	_, err = c.submission(t.Context())
	words(t, err, fault.Permanent, "no way to log in with a token")
	c = connectBy(t, s, map[string]string{SecretCommand: "echo wrong"})
	_, err = c.open(t.Context())
	words(t, err, fault.Transient, "refuses what the command of --password-command gave")
}

// TestACommandThatFails tells why, and touches no server.
func TestACommandThatFails(t *testing.T) {
	s := start(t, mailtest.Options{})
	for _, x := range []struct{ name, command, says string }{
		{SecretCommand, "echo one >&2; echo 'gpg: decryption failed: No secret key' >&2; exit 2", "failed: exit status 2 (gpg: decryption failed: No secret key)"},
		{SecretCommand, "earshot-has-no-such-program", "not found"},
		{SecretCommand, "true", "gave nothing on its standard output"},
		{SecretCommand, "echo hidden-word; echo it is hidden-word >&2; exit 1", "(it is ***)"},
		{SecretToken, `echo '{"access_token": "x"}'`, "is no access token"},
		{SecretToken, `printf 'tok\001auth=Bearer other'`, "is no access token"},
		{SecretToken, "head -c 200000 /dev/zero", "is no access token"},
		{SecretCommand, "head -c 20 /dev/zero", "is no password"},
		{SecretCommand, `kill -9 $$`, "signal: killed"},
	} {
		c := connectBy(t, s, map[string]string{x.name: x.command})
		_, err := c.open(t.Context())
		words(t, err, fault.Transient, "log in: the command of --"+x.name, x.says)
		if f := fault.Of(err); f == nil || !f.Unsent || strings.Contains(f.Error(), "hidden-word") {
			t.Errorf("%s: %v", x.command, err)
		}
	}
	if s.Logins() != 0 {
		t.Error("somebody has logged in")
	}
}

// TestACommandThatHangs is ended with all that it has started, and holds nobody up
// who asks us to stop.
func TestACommandThatHangs(t *testing.T) {
	s := start(t, mailtest.Options{})
	pid := filepath.Join(t.TempDir(), "pid")
	c := connectBy(t, s, map[string]string{SecretCommand: "sleep 600 & echo $! > " + pid + "; wait"})
	c.key.wait = 500 * time.Millisecond
	_, err := c.open(t.Context())
	words(t, err, fault.Transient, "did not end within 500ms", "unlock")
	raw, err := os.ReadFile(pid)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := strconv.Atoi(strings.TrimSpace(string(raw))); err != nil || !gone(n) {
		t.Errorf("what it has started goes on: %d, %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c = connectBy(t, s, map[string]string{SecretCommand: "echo > " + pid + ".2; sleep 600"})
	go func() {
		for {
			if _, err := os.Stat(pid + ".2"); err == nil {
				cancel()
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if _, err = c.open(ctx); err != context.Canceled { //nolint:errorlint // it is given as it is
		t.Errorf("%v", err)
	}
}

// gone tells whether a process has ended; one that nobody has buried yet has.
func gone(pid int) bool {
	for range 1000 {
		raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(raw), ") Z ") {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

// TestACommandHasNoTerminal: it can neither draw on our screen nor take our keys.
func TestACommandHasNoTerminal(t *testing.T) {
	t.Setenv("GPG_TTY", "/dev/tty")
	out, _, err := run(t.Context(), `(: < /dev/tty) 2>/dev/null && echo tty; cat; echo "[$GPG_TTY]"`)
	if err != nil || out != "[]\n" {
		t.Errorf("%q, %v", out, err)
	}
}

// TestNamesInTokens: a comma in a name must not end the name.
func TestNamesInTokens(t *testing.T) {
	_, ir, err := bearer{"a=b,c@d.test", "t"}.Start()
	if err != nil || string(ir) != "n,a=a=3Db=2Cc@d.test,\x01auth=Bearer t\x01\x01" {
		t.Errorf("%q, %v", ir, err)
	}
	_, ir, err = xoauth2{"a@b.test", "t"}.Start()
	if err != nil || string(ir) != "user=a@b.test\x01auth=Bearer t\x01\x01" {
		t.Errorf("%q, %v", ir, err)
	}
	a, secrets, err := describe(given("user", "a@b.test", "token-command", "oama access a@b.test, 'b'\n"))
	if err != nil || len(secrets) != 1 || secrets[SecretToken] != "oama access a@b.test, 'b'" || len(a.Settings) > 3 {
		t.Errorf("%v, %v, %v", a.Settings, secrets, err)
	}
}
