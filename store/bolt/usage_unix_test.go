//go:build unix

package bolt

import (
	"syscall"
	"time"
)

// processTime is what this process has used so far, in its own code and in the
// system's.
func processTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
