//go:build unix && !aix && !solaris

package bolt

import (
	"os"
	"syscall"
)

// unlock lets go of the file's lock. Closing the file is not enough where
// bbolt has left a mapping of it behind: that keeps the lock alive.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
