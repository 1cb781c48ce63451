//go:build unix

package mail

import (
	"os/exec"
	"syscall"
)

// alone gives a command a session of its own, without our terminal, and ends all
// that it has started together with it.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
