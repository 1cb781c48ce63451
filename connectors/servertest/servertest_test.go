package servertest_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"earshot/connectors/servertest"
)

func TestNginxServesWhatItIsGiven(t *testing.T) {
	base := servertest.Nginx(t, `location = /moved { return 301 /a/b.txt; }`, map[string]string{"a/b.txt": "hello"})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/moved", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || string(body) != "hello" || resp.Header.Get("ETag") == "" {
		t.Errorf("%q, %v, %v", body, err, resp.Header)
	}
}

func TestAServerThatDoesNotComeUpTellsWhy(t *testing.T) {
	sh := servertest.Need(t, "sh")
	err := servertest.Start(t, "127.0.0.1:1", exec.Command(sh, "-c", "echo no such thing >&2; exit 3"))
	if err == nil || err.Error() != "sh ended: no such thing" {
		t.Errorf("%v", err)
	}
}

// spy records what a helper does to a test.
type spy struct {
	testing.TB
	skipped, failed string
}

func (s *spy) Helper()                        {}
func (s *spy) Skipf(format string, a ...any)  { s.skipped = format + a[0].(string) }
func (s *spy) Fatalf(format string, a ...any) { s.failed = format + a[0].(string); panic(s) }

func TestNothingIsSkippedInSilence(t *testing.T) {
	t.Setenv("EARSHOT_NO_SKIP", "")
	s := &spy{TB: t}
	servertest.Need(s, "no-such-server")
	if !strings.Contains(s.skipped, "NOT TESTED") || !strings.Contains(s.skipped, "no-such-server is not installed") {
		t.Errorf("skipped: %q", s.skipped)
	}
	os.Setenv("EARSHOT_NO_SKIP", "1") // t.Setenv above puts it back
	defer func() {
		if recover() == nil || !strings.Contains(s.failed, "no-such-server is not installed") {
			t.Errorf("failed: %q", s.failed)
		}
	}()
	servertest.Need(s, "no-such-server")
}
