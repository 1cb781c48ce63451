package bolt_test

import (
	"path/filepath"
	"testing"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/storetest"
)

// open opens a new file without fsync: the contract is not about power cuts.
func open(t testing.TB) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "earshot.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t) })
}
