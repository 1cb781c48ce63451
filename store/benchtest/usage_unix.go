//go:build unix

package benchtest

import (
	"syscall"
	"time"
)

// CPUTime is what this process has used so far, in its own code and in the
// system's.
func CPUTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
