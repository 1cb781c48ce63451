//go:build unix && !aix && !solaris

package bolt

import (
	"os"
	"syscall"
)

// unlock lets go of the file's lock. Closing the file is not enough where
// bbolt has left a mapping of it behind: that keeps the lock alive.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

// lockFile takes the lock that bbolt takes, at once or not at all: alone for
// writing, together with other readers for reading.
func lockFile(f *os.File, alone bool) error {
	how := syscall.LOCK_SH
	if alone {
		how = syscall.LOCK_EX
	}
	return syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
}
