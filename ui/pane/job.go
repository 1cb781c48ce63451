package pane

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
)

// job is a change under way that may take long. All but far and ended belong to
// the Update loop.
type job struct {
	doing  string // "tagging"
	began  time.Time
	cancel context.CancelFunc
	asked  bool // it was asked to stop
	far    far
	ended  atomic.Bool
}

// Work is Do for a change that may take long: what it tells through desk.Watch is
// shown by Working, and StopWork ends its context. doing says what is going on:
// "tagging".
func (h *Host) Work(doing string, verb func(ctx context.Context, by desk.By) (desk.Outcome, error)) tea.Cmd {
	return h.Long(doing, func(ctx context.Context, by desk.By) tea.Msg {
		out, err := verb(ctx, by)
		if errors.Is(err, context.Canceled) && h.Context.Err() == nil {
			return Notice{Text: "stopped before anything was changed", Level: Warning}
		}
		if err != nil {
			return h.Fail(err)
		}
		level := Done
		if out.Stopped {
			level = Warning // a macro goes no further
		}
		return Notice{Text: out.Title, Level: level, Undo: out.Seq != 0}
	})
}

// Long is Work for a change that answers with a message of its own.
func (h *Host) Long(doing string, change func(ctx context.Context, by desk.By) tea.Msg) tea.Cmd {
	by := h.By()
	ctx, cancel := context.WithCancel(h.Context)
	j := &job{doing: doing, began: h.Now(), cancel: cancel}
	h.jobs = append(h.working(), j)
	watched := desk.Watch(ctx, func(done, total int) {
		j.far.done.Store(int64(done))
		j.far.total.Store(int64(total))
	})
	return func() tea.Msg {
		defer cancel()
		defer j.ended.Store(true)
		return change(watched, by)
	}
}

// working are the jobs that have not ended.
func (h *Host) working() []*job {
	var left []*job
	for _, j := range h.jobs {
		if !j.ended.Load() {
			left = append(left, j)
		}
	}
	h.jobs = left
	return left
}

// longest is the job that has been under way the longest, if a person should see
// it by now.
func (h *Host) longest() *job {
	if jobs := h.working(); len(jobs) > 0 && h.Now().Sub(jobs[0].began) >= patience {
		return jobs[0]
	}
	return nil
}

// Working says what has been under way for so long that a person should see it:
// "tagging: 2,300 of 12,000, esc stops"; "" = nothing.
func (h *Host) Working() string {
	j := h.longest()
	if j == nil {
		return ""
	}
	text := j.doing
	if total := j.far.total.Load(); total > 0 {
		text += fmt.Sprintf(": %s of %s", desk.Thousands(int(j.far.done.Load())), desk.Thousands(int(total)))
	}
	if n := len(h.jobs) - 1; n > 0 {
		text += fmt.Sprintf(" (%d more after it)", n)
	}
	if j.asked {
		return "stopping " + text
	}
	return text + ", esc stops"
}

// StopWork asks what Working shows to stop; it tells what is done by then, which
// stays and is one undo. False = nothing is shown, or it was asked already.
func (h *Host) StopWork() bool {
	j := h.longest()
	if j == nil || j.asked {
		return false
	}
	j.asked = true
	j.cancel()
	return true
}

// NextWork is when what Working says has to be drawn anew; zero = never.
func (h *Host) NextWork() time.Time {
	jobs := h.working()
	if len(jobs) == 0 {
		return time.Time{}
	}
	return nextLook(jobs[0].began, h.Now())
}
