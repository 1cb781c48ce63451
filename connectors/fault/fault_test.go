package fault_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"earshot/connectors/fault"
)

func TestAFaultSpeaksPlainly(t *testing.T) {
	for want, f := range map[string]*fault.Fault{
		"send: the text is too long":                   fault.New(fault.Permanent, "send", "the text is too %s", "long"),
		"the server is down":                           fault.New(fault.Transient, "", "the server is down"),
		"read: EOF":                                    {Op: "read", Err: io.EOF},
		"read: it failed and gave no reason (gone)":    {Kind: fault.Gone, Op: "read"},
		"it failed and gave no reason (transient)":     {},
		"read: what is said goes before what happened": {Op: "read", What: "what is said goes before what happened", Err: io.EOF},
	} {
		if got := f.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEveryKindHasAName(t *testing.T) {
	seen := map[string]bool{}
	for k := fault.Transient; k <= fault.Permanent; k++ {
		name := k.String()
		if name == "" || seen[name] || strings.HasPrefix(name, "kind") {
			t.Errorf("kind %d is called %q", int(k), name)
		}
		seen[name] = true
	}
	for _, k := range []fault.Kind{-1, 99} { // of a later version, perhaps
		if want := fmt.Sprintf("kind %d", int(k)); k.String() != want {
			t.Errorf("%q, want %q", k, want)
		}
	}
}

func TestTheFaultInAnErrorIsFound(t *testing.T) {
	inner := &fault.Fault{Kind: fault.Limited, RetryAfter: time.Minute, Err: io.ErrUnexpectedEOF}
	wrapped := fmt.Errorf("page 3: %w", errors.Join(errors.New("and"), inner))
	if got := fault.Of(wrapped); got != inner {
		t.Fatalf("%+v", got)
	}
	if !fault.Is(wrapped, fault.Limited) || fault.Is(wrapped, fault.Gone) || !errors.Is(wrapped, io.ErrUnexpectedEOF) {
		t.Fatal("the kind or the cause is lost")
	}
}

// TestAnUnknownErrorIsTriedAgain: stopping for good on something we do not
// understand loses mentions, and what we do not understand may have arrived.
func TestAnUnknownErrorIsTriedAgain(t *testing.T) {
	for _, err := range []error{io.EOF, context.Canceled, context.DeadlineExceeded, errors.New("x")} {
		f := fault.Of(err)
		if f.Kind != fault.Transient || f.Unsent || f.RetryAfter != 0 || !errors.Is(f, err) {
			t.Errorf("%v gives %+v", err, f)
		}
	}
	if got := fault.Of(fmt.Errorf("read: %w", context.DeadlineExceeded)).Error(); got != "no answer in time" {
		t.Errorf("%q", got)
	}
	if fault.Of(nil) != nil || fault.Is(nil, fault.Transient) {
		t.Error("no error became a fault")
	}
}

// What is marked is a fault of its own: the one that it was made of stays as it is.
func TestMark(t *testing.T) {
	was := fault.New(fault.Limited, "", "slow down")
	was.RetryAfter = time.Minute
	got := fault.Of(fault.Mark(was, "send", true))
	if !got.Unsent || got.Op != "send" || got.Kind != fault.Limited || got.RetryAfter != time.Minute || was.Unsent || was.Op != "" {
		t.Errorf("%+v of %+v", got, was)
	}
	if got = fault.Of(fault.Mark(got, "else", false)); got.Unsent || got.Op != "send" {
		t.Errorf("%+v", got)
	}
	if got = fault.Of(fault.Mark(io.EOF, "send", true)); got.Kind != fault.Transient || !errors.Is(got, io.EOF) {
		t.Errorf("%+v", got)
	}
	if fault.Mark(nil, "send", true) != nil || !errors.Is(fault.Mark(context.Canceled, "send", true), context.Canceled) {
		t.Error("no error and the end of a context stay what they are")
	}
}
