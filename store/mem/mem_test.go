package mem_test

import (
	"testing"

	"earshot/store"
	"earshot/store/mem"
	"earshot/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return mem.New() })
}
