package panetest

import "encoding/json"

// openVault seals nothing: the secrets of a stage stay in its memory.
type openVault struct{}

// Seal implements desk.Vault.
func (openVault) Seal(secrets map[string]string) ([]byte, error) { return json.Marshal(secrets) }

// Open implements desk.Vault.
func (openVault) Open(sealed []byte) (secrets map[string]string, err error) {
	return secrets, json.Unmarshal(sealed, &secrets)
}
