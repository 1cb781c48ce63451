package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earshot/connectors/servertest"
)

// Real is a running Dovecot with a Postfix before it: private, on loopback, on
// free ports, in a folder of its own.
type Real struct {
	Address  string // of the mailbox
	Password string
	CA       string // PEM of the certificate that both have
	Issuer   *Issuer
	ports    map[string]string
	dir      string
	t        testing.TB
	dovecot  string // path of the program
	doveadm  string
	postfix  string
}

// owner is who has the mailboxes: no user of the system, and no right to anything.
const owner = 15021

// readyWithin is how long a server may take to start.
const readyWithin = 30 * time.Second

// StartReal starts both servers until the test ends. Where they are not installed,
// or we are not root, the test is skipped aloud.
func StartReal(t testing.TB) *Real {
	t.Helper()
	r := &Real{
		Address: "support@brand.test", Password: "pass-wörd", Issuer: &Issuer{}, ports: map[string]string{}, t: t,
		dovecot: servertest.Need(t, "dovecot"), doveadm: servertest.Need(t, "doveadm"), postfix: servertest.Need(t, "postfix"),
	}
	if os.Geteuid() != 0 {
		servertest.Skip(t, "Postfix runs only where root starts it")
	}
	dir, err := os.MkdirTemp("", "earshot-mail-") // t.TempDir is closed to the users of the servers
	r.must(err)
	r.dir = dir
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	r.must(os.Chmod(dir, 0o755)) //nolint:gosec // as said
	names := []string{"IMAP", "IMAPS", "LMTP", "AUTH", "SMTP", "SUBMISSION", "SMTPS", "SINK"}
	for i, port := range servertest.FreePorts(t, len(names)) {
		r.ports[names[i]] = fmt.Sprint(port)
	}
	issuer := httptest.NewServer(r.Issuer)
	t.Cleanup(issuer.Close)
	r.ports["ISSUER"] = issuer.Listener.Addr().String()
	r.prepare()
	t.Cleanup(func() {
		if t.Failed() {
			r.logs()
		}
	})
	// Each is stopped whatever becomes of the other, and of its own start.
	t.Cleanup(func() { r.end("IMAP", r.doveadm, "-c", filepath.Join(dir, "dovecot.conf"), "stop") })
	r.StartDovecot()
	t.Cleanup(func() { r.end("SUBMISSION", r.postfix, "-c", filepath.Join(dir, "postfix"), "stop") })
	r.StartPostfix()
	return r
}

// end stops a server at the end of a test; one that does not run any more is no
// mistake. Its folder goes afterwards, so that is waited for.
func (r *Real) end(port, program string, args ...string) {
	r.t.Helper()
	if said, err := exec.Command(program, args...).CombinedOutput(); err != nil && r.open(port) { //nolint:gosec // our own words
		r.t.Errorf("%s does not stop: %v: %s", filepath.Base(program), err, said)
		return
	}
	r.gone(port)
}

// open tells whether a port takes connections.
func (r *Real) open(port string) bool {
	c, err := net.Dial("tcp", r.at(port))
	if err == nil {
		_ = c.Close()
	}
	return err == nil
}

// prepare writes what the servers need.
func (r *Real) prepare() {
	r.t.Helper()
	for _, d := range []string{"run", "state", "data", "queue", "home", "postfix"} {
		r.must(os.MkdirAll(filepath.Join(r.dir, d), 0o755)) //nolint:gosec // others than root go through
	}
	r.must(os.Chown(filepath.Join(r.dir, "home"), owner, owner))
	r.must(exec.Command("chown", "postfix", filepath.Join(r.dir, "data")).Run()) //nolint:gosec // our own words
	r.certificate()
	users := fmt.Sprintf("%s:{PLAIN}%s:%d:%d::%s/home/support\n", r.Address, r.Password, owner, owner, r.dir)
	files := map[string]string{"users": users}
	for name, template := range map[string]string{"dovecot.conf": "dovecot.conf", "oauth2.conf": "dovecot-oauth2.conf", "postfix/main.cf": "postfix-main.cf", "postfix/master.cf": "postfix-master.cf"} {
		raw, err := os.ReadFile(filepath.Join(root(r.t), "testdata", "servers", template))
		r.must(err)
		text := strings.ReplaceAll(string(raw), "{DIR}", r.dir)
		for port, n := range r.ports {
			text = strings.ReplaceAll(text, "{"+port+"}", n)
		}
		files[name] = text
	}
	servertest.Files(r.t, r.dir, files)
}

// root finds the top of the repository.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for ; err == nil && dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("the top of the repository cannot be found")
	return ""
}

// certificate makes the one that both servers show.
func (r *Real) certificate() {
	r.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	r.must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.brand.test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	r.must(err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	r.must(err)
	r.CA = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	servertest.Files(r.t, r.dir, map[string]string{"cert.pem": r.CA})
	r.must(os.WriteFile(filepath.Join(r.dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
}

// StartDovecot starts the mailbox.
func (r *Real) StartDovecot() {
	r.t.Helper()
	r.run(r.dovecot, "-c", filepath.Join(r.dir, "dovecot.conf"))
	r.ready("IMAP")
	r.ready("LMTP")
}

// StopDovecot stops it, and every line to it.
func (r *Real) StopDovecot() {
	r.t.Helper()
	r.run(r.doveadm, "-c", filepath.Join(r.dir, "dovecot.conf"), "stop")
	r.gone("IMAP")
}

// StartPostfix starts the submission server.
func (r *Real) StartPostfix() {
	r.t.Helper()
	r.run(r.postfix, "-c", filepath.Join(r.dir, "postfix"), "start")
	r.ready("SUBMISSION")
}

// StopPostfix stops it.
func (r *Real) StopPostfix() {
	r.t.Helper()
	r.run(r.postfix, "-c", filepath.Join(r.dir, "postfix"), "stop")
	r.gone("SUBMISSION")
}

// IMAP, IMAPS, Submission, SMTPS are the servers as an account names them; SMTP is
// where the world delivers, Sink where what leaves for the world is taken, as
// host:port.
func (r *Real) IMAP() string { return "imap://" + r.at("IMAP") }

// IMAPS speaks TLS from the first byte.
func (r *Real) IMAPS() string { return "imaps://" + r.at("IMAPS") }

// Submission takes mail of those who log in.
func (r *Real) Submission() string { return "smtp://" + r.at("SUBMISSION") }

// SMTPS is Submission with TLS from the first byte.
func (r *Real) SMTPS() string { return "smtps://" + r.at("SMTPS") }

// SMTP is where the world delivers, as host:port.
func (r *Real) SMTP() string { return r.at("SMTP") }

// Sink is where a server stands, or not, that takes what leaves, as host:port.
func (r *Real) Sink() string { return r.at("SINK") }

func (r *Real) at(port string) string { return "127.0.0.1:" + r.ports[port] }

// Admin runs doveadm on the mailbox and gives what it says.
func (r *Real) Admin(words ...string) string {
	r.t.Helper()
	out, err := exec.Command(r.doveadm, append([]string{"-c", filepath.Join(r.dir, "dovecot.conf")}, words...)...).CombinedOutput() //nolint:gosec // our own words
	if err != nil {
		r.t.Fatalf("doveadm %v: %v: %s", words, err, out)
	}
	return string(out)
}

// Returned are the reasons why Postfix gave mails for the mailbox back.
func (r *Real) Returned() (why []string) {
	r.t.Helper()
	raw, err := os.ReadFile(filepath.Join(r.dir, "postfix.log"))
	r.must(err)
	for line := range strings.Lines(string(raw)) {
		if _, after, ok := strings.Cut(line, "to=<"+r.Address+">"); ok && strings.Contains(after, "status=bounced") {
			why = append(why, strings.TrimSpace(after))
		}
	}
	return why
}

// Maildir is the folder of the mailbox on the disk.
func (r *Real) Maildir() string { return filepath.Join(r.dir, "home", "support", "Maildir") }

func (r *Real) run(name string, args ...string) {
	r.t.Helper()
	said, err := os.CreateTemp(r.dir, "said") // a pipe would stay open as long as the server runs
	r.must(err)
	defer said.Close()                 //nolint:errcheck // it is only read from now on
	cmd := exec.Command(name, args...) //nolint:gosec // our own words
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Run(); err != nil {
		words, _ := os.ReadFile(said.Name())
		r.logs()
		r.t.Fatalf("%s %v: %v: %s", filepath.Base(name), args, err, words)
	}
}

// ready waits until a port takes connections, gone until it does not.
func (r *Real) ready(port string) { r.wait(port, true) }

func (r *Real) gone(port string) { r.wait(port, false) }

func (r *Real) wait(port string, open bool) {
	r.t.Helper()
	late := time.After(readyWithin)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if r.open(port) == open {
			return
		}
		select {
		case <-late:
			r.logs()
			r.t.Fatalf("%s: open should be %v", port, open)
		case <-tick.C:
		}
	}
}

// logs shows what the servers say.
func (r *Real) logs() {
	for _, name := range []string{"dovecot.log", "postfix.log"} {
		if raw, err := os.ReadFile(filepath.Join(r.dir, name)); err == nil {
			r.t.Logf("%s:\n%s", name, raw[max(0, len(raw)-4000):])
		}
	}
}

func (r *Real) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// Renumber lets Dovecot forget the numbers of the inbox, as after a restore from
// a backup: the mails are the same, under another UIDVALIDITY.
func (r *Real) Renumber() {
	r.t.Helper()
	r.StopDovecot()
	entries, err := os.ReadDir(r.Maildir())
	r.must(err)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "dovecot") {
			r.must(os.RemoveAll(filepath.Join(r.Maildir(), e.Name())))
		}
	}
	r.StartDovecot()
}
