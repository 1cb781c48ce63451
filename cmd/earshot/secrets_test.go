package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"earshot/connectors/mastodon/mastodontest"
)

// secrets are what must not show anywhere, in every spelling.
type secrets []string

func (s secrets) check(t *testing.T, where string, data []byte) {
	t.Helper()
	for _, secret := range s {
		for _, form := range []string{secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret))} {
			if i := bytes.Index(data, []byte(form)); i >= 0 {
				t.Errorf("%s shows the secret %q: …%q…", where, form, data[max(0, i-60):min(len(data), i+len(form)+20)])
				return
			}
		}
	}
}

// checkFiles looks into every file of a home, packed ones too, but for those
// that the test itself wrote there.
func (s secrets) checkFiles(t *testing.T, home string, but ...string) {
	t.Helper()
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		for _, name := range but {
			if d.Name() == name {
				return nil
			}
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		s.check(t, path, data)
		if strings.HasSuffix(path, ".tar.gz") {
			s.check(t, path+" unpacked", unpack(t, data))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func unpack(t *testing.T, data []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for pack := tar.NewReader(z); ; {
		head, err := pack.Next()
		if errors.Is(err, io.EOF) {
			return all.Bytes()
		}
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(head.Name + "\n")
		if _, err := io.Copy(&all, pack); err != nil {
			t.Fatal(err)
		}
	}
}

// everything runs whatever could show a secret, and gives what was said.
func (s *sandbox) everything() []byte {
	s.t.Helper()
	var said bytes.Buffer
	for _, args := range [][]string{
		{"accounts"},
		{"accounts", "--json"},
		{"search", "*"},
		{"search", "*", "--json"},
		{"export", "mentions"},
		{"export", "mentions", "--format", "csv"},
		{"export", "mentions", "--format", "mbox"},
		{"export", "posts"},
		{"posts"},
		{"posts", "--json"},
		{"sync", "--once"},
		{"check"},
		{"doctor"},
		{"undo"},
		{"accounts", "--nosuch"},
	} {
		r := s.try("", args...)
		said.WriteString(r.out + r.err)
	}
	return said.Bytes()
}

// TestNoSecretShowsAnywhere: in the data, the logs, the exports, the bundle of
// doctor, in what is said, and in what a server throws back at us.
func TestNoSecretShowsAnywhere(t *testing.T) {
	hide := secrets{"s3cret+TOKEN/0123456789abcdef", "an0ther-T0ken-of-the-same-account", "feedpassw0rd&x", "feedtoken-4711"}
	server := mastodontest.New(mastodontest.Options{})
	t.Cleanup(server.Close)
	server.SetToken(hide[0])
	id := server.Say(mastodontest.Post{By: "ivan", Text: "@acme привет"})
	s := newSandbox(t)
	var said bytes.Buffer
	call := func(stdin string, args ...string) result {
		r := s.try(stdin, args...)
		said.WriteString(r.out + r.err)
		return r
	}
	s.write("token", hide[0]+"\n")
	for _, args := range [][]string{{"--token-file", "token"}, {"--token", hide[0]}, {"--token-file", "-"}} {
		if r := call(hide[0]+"\n", append([]string{"connect", "mastodon", "--server", server.URL(), "--name", "acme"}, args...)...); r.code != 0 {
			t.Fatalf("connect %v: %s", args[0], r.err)
		}
	}
	call("", "reply", "mastodon:"+id, "Здравствуйте!")

	// A feed may want a password or a token in its address.
	feed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, password, _ := r.BasicAuth()
		switch {
		case r.URL.Path == "/echo": // a wicked server throws back what it was given
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, password+" "+r.URL.RawQuery+" "+r.Header.Get("Authorization"))
		case password == hide[2] || r.URL.Query().Get("token") == hide[3]:
			_, _ = io.WriteString(w, rss(item("1", "News", "text")))
		default:
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(feed.Close)
	user := url.UserPassword("reader", hide[2]).String() + "@"
	for name, address := range map[string]string{
		"password": strings.Replace(feed.URL, "://", "://"+user, 1) + "/feed.xml",
		"query":    feed.URL + "/feed.xml?format=rss&token=" + hide[3],
	} {
		if r := call("", "connect", "feed", address, "--name", name); r.code != 0 {
			t.Errorf("connect %s: %s", name, r.err)
		}
		echo := strings.Replace(address, "/feed.xml", "/echo", 1)
		call("", "connect", "feed", echo, "--name", name+"-bad")
		call("", "connect", "feed", echo, "--name", name+"-bad", "--no-check")
	}
	said.Write(s.everything())
	if n := s.count("net:feed"); n == 0 {
		t.Error("the feeds were not read")
	}

	// The token ends; the server says so, and more than it should.
	server.SetToken(hide[1])
	said.Write(s.everything())
	server.Fail("", mastodontest.Fault{Status: 401, Body: `{"error":"bad token ` + hide[0] + `, Authorization: Bearer ` + hide[0] + `"}`})
	said.Write(s.everything())
	call(hide[1], "connect", "mastodon", "--server", server.URL(), "--name", "acme", "--token-file", "-")
	server.ClearFaults()
	if r := call(hide[1], "connect", "mastodon", "--server", server.URL(), "--name", "acme", "--token-file", "-"); r.code != 0 {
		t.Errorf("connect again: %s", r.err)
	}

	// A guest's call goes through the socket; a mistyped flag holds a token.
	o := s.own("sync")
	said.Write(s.everything())
	call("", "connect", "mastodon", "--server", server.URL(), "--name", "second", "--token", hide[1])
	call("", "connect", "mastodon", "--server", server.URL(), "--name", "third", "--tokn", hide[1])
	call("", "doctor", "--bundle", "report.tar.gz")
	o.end(syscall.SIGTERM)
	said.WriteString(o.out.String() + o.err.String())
	call("", "disconnect", "acme")

	hide.check(t, "what was said", said.Bytes())
	hide.checkFiles(t, s.home, "token")
	checkPrivate(t, s.home)
}

// TestABundleOfDoctorHoldsNoSecrets: people write the oddest
// things into a configuration.
func TestABundleOfDoctorHoldsNoSecrets(t *testing.T) {
	hide := secrets{"pr0xy-passw0rd", "t0ken-in-the-config"}
	s := newSandbox(t)
	if err := os.MkdirAll(s.path("config", "earshot"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write("config/earshot/config.toml", "user = \"anna\"\nproxy = \"http://me:"+hide[0]+"@proxy.example:8080\"\ntoken = \""+hide[1]+"\"\n")
	s.try(jsonl("m", 1), "import", "jsonl", "-")
	s.run("doctor", "--bundle", "report.tar.gz")
	packed, err := os.ReadFile(s.path("report.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	inside := unpack(t, packed)
	hide.check(t, "the bundle", inside)
	for _, want := range []string{"findings.txt", "config.toml", `user = "anna"`} {
		if !bytes.Contains(inside, []byte(want)) {
			t.Errorf("the bundle lacks %s", want)
		}
	}
	for _, not := range []string{"Холодильник", "AGE-SECRET-KEY"} {
		if bytes.Contains(inside, []byte(not)) {
			t.Errorf("the bundle holds %s", not)
		}
	}
}
