package connectortest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"

	"earshot/store"
)

// disk is a store that can be full, or taken away in the middle of everything,
// as when the process is killed.
type disk struct {
	store.Store
	dead atomic.Bool
}

var errDisk = errors.New("the disk is full")

// Update implements store.Store.
func (d *disk) Update(ctx context.Context, fn func(store.Tx) error) error {
	if d.dead.Load() {
		return errDisk
	}
	return d.Store.Update(ctx, fn)
}

// openVault seals nothing: the secrets stay in the memory of the test.
type openVault struct{}

// Seal implements desk.Vault.
func (openVault) Seal(secrets map[string]string) ([]byte, error) { return json.Marshal(secrets) }

// Open implements desk.Vault.
func (openVault) Open(sealed []byte) (secrets map[string]string, err error) {
	return secrets, json.Unmarshal(sealed, &secrets)
}

// journal keeps the log, the newest of it where there is a limit.
type journal struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	limit int
}

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.limit > 0 && j.buf.Len() > j.limit {
		j.buf.Next(j.limit / 2)
	}
	return j.buf.Write(p)
}

// String gives all of it.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// tail gives the end of it.
func (j *journal) tail() string {
	all := j.String()
	return all[max(0, len(all)-2000):]
}
