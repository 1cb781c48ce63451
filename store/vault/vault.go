// Package vault seals the secrets of accounts (tokens, passwords) with age
// (https://age-encryption.org/v1, X25519) before they touch the data file. The
// key lies in a file of its own, 0600, in the configuration folder: apart from
// the data, so that a copy of the data alone opens nothing.
package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// Vault seals and opens with the key in one file. The file is made when the
// first secret is sealed.
type Vault struct{ path string }

// At gives the vault whose key lies at path.
func At(path string) *Vault { return &Vault{path} }

// Seal encrypts secrets; it makes the key file if there is none yet.
func (v *Vault) Seal(secrets map[string]string) ([]byte, error) {
	key, err := v.key()
	if errors.Is(err, fs.ErrNotExist) {
		key, err = v.create()
	}
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(secrets)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, key.Recipient())
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Open decrypts what Seal made. Its errors never hold a secret.
func (v *Vault) Open(sealed []byte) (map[string]string, error) {
	key, err := v.key()
	if err != nil {
		return nil, fmt.Errorf("the key %s cannot be read; connect the account again: %w", v.path, err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, fmt.Errorf("the secrets were sealed with another key than %s; connect the account again", v.path)
	}
	plain, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, errors.New("the sealed secrets are damaged; connect the account again")
	}
	secrets := map[string]string{}
	if err := json.Unmarshal(plain, &secrets); err != nil {
		return nil, errors.New("the sealed secrets are damaged; connect the account again")
	}
	return secrets, nil
}

func (v *Vault) key() (*age.X25519Identity, error) {
	info, err := os.Stat(v.path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others; run: chmod 600 %s", v.path, v.path)
	}
	raw, err := os.ReadFile(v.path)
	if err != nil {
		return nil, err
	}
	key, err := age.ParseX25519Identity(strings.TrimSpace(string(raw)))
	if err != nil {
		return nil, fmt.Errorf("%s holds no age key", v.path)
	}
	return key, nil
}

// create writes a new key: whole under another name first and then linked into
// place, so that a crash leaves no half key and of two processes that make one
// at the same moment both use the first.
func (v *Vault) create() (*age.X25519Identity, error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(v.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(dir, ".key-*") // CreateTemp makes it 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(key.String() + "\n")
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(tmp.Name(), v.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return v.key()
}
