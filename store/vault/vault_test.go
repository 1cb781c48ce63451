package vault

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const token = "s3cret-token-value"

func TestWhatIsSealedOpensAgainAndShowsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config", "key")
	sealed, err := At(path).Seal(map[string]string{"token": token})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte(token)) {
		t.Fatal("the sealed bytes show the token")
	}
	got, err := At(path).Open(sealed)
	if err != nil || got["token"] != token {
		t.Fatalf("Open = %v, %v", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("key file: %v, %v", info.Mode(), err)
	}
}

func TestAKeyThatOthersCanReadIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	sealed, err := At(path).Seal(map[string]string{"token": token})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = At(path).Open(sealed)
	if err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Fatalf("err = %v, want advice to chmod", err)
	}
}

func TestAnotherKeyDamageAndAMissingKeySayConnectAgain(t *testing.T) {
	dir := t.TempDir()
	sealed, err := At(filepath.Join(dir, "a")).Seal(map[string]string{"token": token})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := At(filepath.Join(dir, "b")).Seal(nil); err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	cases := map[string]struct {
		key    string
		sealed []byte
	}{
		"another key": {"b", sealed}, "damaged": {"a", flipped}, "missing": {"c", sealed}, "cut": {"a", sealed[:20]},
	}
	for name, c := range cases {
		_, err := At(filepath.Join(dir, c.key)).Open(c.sealed)
		if err == nil || !strings.Contains(err.Error(), "connect the account again") {
			t.Errorf("%s: err = %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), token) {
			t.Errorf("%s: the error shows the token", name)
		}
	}
}

func TestTwoProcessesThatMakeTheKeyAtOnceUseTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	var wg sync.WaitGroup
	sealed := make([][]byte, 8)
	for i := range sealed {
		wg.Go(func() {
			var err error
			if sealed[i], err = At(path).Seal(map[string]string{"token": token}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, s := range sealed {
		if _, err := At(path).Open(s); err != nil {
			t.Fatal(err)
		}
	}
}
