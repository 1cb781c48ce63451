package mail

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"

	"earshot/connectors/fault"
	"earshot/store/clean"
)

// credential is what proves who we are: a password that is kept, or what a
// command of the person's own gives for each login (a password manager, or a
// program that signs in to Google or Microsoft and gives access tokens).
type credential struct {
	fixed   string // the password; "" = a command gives it
	command string // for the shell
	bearer  bool   // what the command gives is an access token (RFC 6750)
	wait    time.Duration
	turn    chan struct{} // one command at a time: tokens are renewed by it

	mu    sync.Mutex
	shown []string // what was used, so that it can be kept out of every word
}

const (
	commandTime  = 45 * time.Second // for a command; somebody may have to unlock something
	commandSaid  = 64 << 10         // bytes of its output that are looked at
	commandAfter = 2 * time.Second  // for what it has started to let go of its output
	shownSecrets = 8
)

// newCredential finds what an account logs in with.
func newCredential(secrets map[string]string) (*credential, error) {
	k := &credential{wait: commandTime, turn: make(chan struct{}, 1)}
	switch password, command, token := strings.TrimRight(secrets[SecretPassword], "\r\n"), secrets[SecretCommand], secrets[SecretToken]; {
	case password != "":
		k.fixed = password
	case command != "":
		k.command = command
	case token != "":
		k.command, k.bearer = token, true
	default:
		return nil, fault.New(fault.Unauthorized, "", "the account has no password; connect it again")
	}
	return k, nil
}

// flag is the flag that the command was given by.
func (k *credential) flag() string {
	if k.bearer {
		return "--" + SecretToken
	}
	return "--" + SecretCommand
}

// secret gives the password or token for one login.
func (k *credential) secret(ctx context.Context) (string, error) {
	if k.command == "" {
		return k.fixed, nil
	}
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	bounded, cancel := context.WithTimeout(ctx, k.wait)
	defer cancel()
	out, complaint, err := run(bounded, k.command)
	secret, _, _ := strings.Cut(strings.TrimLeft(out, "\r\n"), "\n")
	secret = strings.TrimRight(secret, "\r")
	if k.bearer {
		secret = strings.TrimSpace(secret)
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return "", ctx.Err()
	}
	if why := k.wrong(bounded, secret, complaint, err); why != "" {
		// The other side has not refused anything, and what is wrong may be over in
		// a minute: a line that is down, a password store that is locked.
		return "", &fault.Fault{Kind: fault.Transient, Op: loginOp, What: "the command of " + k.flag() + " " + why, Unsent: true}
	}
	k.remember(secret)
	return secret, nil
}

// wrong tells why what a command gave cannot be used; "" = it can.
func (k *credential) wrong(ctx context.Context, secret, complaint string, err error) string {
	if secret != "" {
		complaint = strings.ReplaceAll(complaint, secret, "***")
	}
	if complaint = clean.Line(k.hide(lastLine(complaint)), 200); complaint != "" {
		complaint = " (" + complaint + ")"
	}
	var exit *exec.ExitError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "did not end within " + k.wait.String() + "; does it wait for a passphrase? It has no terminal to ask on: unlock what it needs before" + complaint
	case errors.As(err, &exit):
		return "failed: " + exit.ProcessState.String() + complaint
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return "cannot be run: sh is missing on this machine"
	case secret == "":
		return "gave nothing on its standard output" + complaint
	case k.bearer && !regexp.MustCompile(`^[A-Za-z0-9._~+/=|!*:-]+$`).MatchString(secret):
		return "gave something that is no access token; the token stands alone on its first line"
	case strings.ContainsRune(secret, 0):
		return "gave something that is no password"
	}
	return ""
}

// remember keeps the last few secrets.
func (k *credential) remember(secret string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if n := len(k.shown); n > 0 && k.shown[n-1] == secret {
		return
	}
	k.shown = append(k.shown, secret)
	k.shown = k.shown[max(0, len(k.shown)-shownSecrets):]
}

// hide takes our secrets out of what a server says.
func (k *credential) hide(said string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range append([]string{k.fixed}, k.shown...) {
		if s != "" {
			said = strings.ReplaceAll(said, s, "***")
		}
	}
	return said
}

// run gives what a command says. It has no terminal: it must neither draw on our
// screen nor take our keys.
func run(ctx context.Context, command string) (out, complaint string, err error) {
	said, complained := &capped{}, &capped{}
	cmd := exec.CommandContext(ctx, "sh", "-c", command) //nolint:gosec // the person's own, as in their shell
	cmd.Stdout, cmd.Stderr = said, complained
	cmd.Env = append(os.Environ(), "GPG_TTY=")
	cmd.WaitDelay = commandAfter
	alone(cmd)
	err = cmd.Run()
	return said.String(), complained.String(), err
}

// capped keeps the beginning of what is written to it.
type capped struct{ kept bytes.Buffer }

// Write implements io.Writer.
func (c *capped) Write(p []byte) (int, error) {
	c.kept.Write(p[:min(len(p), commandSaid-c.kept.Len())])
	return len(p), nil
}

// String is what was kept.
func (c *capped) String() string { return c.kept.String() }

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
