package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

func (w *world) post(id string) *store.Post {
	w.t.Helper()
	p, err := w.Publish.Post(w.ctx, id)
	w.must(err)
	return &p
}

// claim takes what is due now, whatever the clock says.
func (w *world) claim(account string) *desk.Task {
	w.t.Helper()
	due, err := w.Outbox.Due(w.ctx, account)
	w.must(err)
	if due.After(w.now) {
		w.now = due
	}
	task, err := w.Outbox.Claim(w.ctx, account)
	w.must(err)
	return task
}

func (w *world) jobs() map[string]store.Job {
	w.t.Helper()
	out := map[string]store.Job{}
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		for j, err := range store.Jobs(tx).All() {
			w.must(err)
			out[j.ID] = j
		}
		return nil
	}))
	return out
}

// inState brings a fresh post on acme into a state.
func (w *world) inState(state store.DeliveryState) *store.Post {
	w.t.Helper()
	out := desk.Outgoing{Accounts: []string{"acme"}, Message: say("text")}
	if state == store.DeliveryScheduled {
		out.At = w.now.Add(time.Hour)
	}
	post, err := w.Publish.Send(w.ctx, anna, out)
	w.must(err)
	switch state {
	case store.DeliveryHeld, store.DeliveryScheduled:
	case store.DeliveryStopped:
		done(w.Publish.Stop(w.ctx, anna, post.ID))(w.t)
	default:
		task := w.claim("acme")
		switch state {
		case store.DeliverySent:
			w.must(w.Outbox.Delivered(w.ctx, task.Job, "900", "", w.now))
		case store.DeliveryFailed:
			w.must(w.Outbox.Park(w.ctx, task.Job, "refused", false))
		case store.DeliveryUnsure:
			task.Job.Doubt = true
			w.must(w.Outbox.Park(w.ctx, task.Job, "nobody knows", true))
		}
	}
	if got := w.post(post.ID).State(); got != state {
		w.t.Fatalf("%s instead of %s", got, state)
	}
	return w.post(post.ID)
}

// TestEveryVerbInEveryState: what is refused says why, what is done ends in the
// right state with the right job, and undo gives back what was.
func TestEveryVerbInEveryState(t *testing.T) {
	type verb struct {
		do   func(*world, string) (desk.Outcome, error)
		from map[store.DeliveryState]store.DeliveryState // refused from all others
	}
	verbs := map[string]verb{
		"stop": {
			func(w *world, id string) (desk.Outcome, error) { return w.Publish.Stop(w.ctx, anna, id) },
			map[store.DeliveryState]store.DeliveryState{
				store.DeliveryHeld: store.DeliveryStopped, store.DeliveryScheduled: store.DeliveryStopped,
				store.DeliveryFailed: store.DeliveryStopped, store.DeliveryUnsure: store.DeliveryStopped,
			},
		},
		"retry": {
			func(w *world, id string) (desk.Outcome, error) { return w.Publish.Retry(w.ctx, anna, id) },
			map[store.DeliveryState]store.DeliveryState{store.DeliveryFailed: store.DeliveryHeld, store.DeliveryUnsure: store.DeliveryHeld},
		},
		"arrived": {
			func(w *world, id string) (desk.Outcome, error) { return w.Publish.Arrived(w.ctx, anna, id) },
			map[store.DeliveryState]store.DeliveryState{store.DeliveryUnsure: store.DeliverySent},
		},
		"move": {
			func(w *world, id string) (desk.Outcome, error) {
				return w.Publish.Move(w.ctx, anna, id, w.now.Add(2*time.Hour))
			},
			map[store.DeliveryState]store.DeliveryState{
				store.DeliveryHeld: store.DeliveryScheduled, store.DeliveryScheduled: store.DeliveryScheduled,
			},
		},
	}
	for name, v := range verbs {
		for _, state := range []store.DeliveryState{
			store.DeliveryHeld, store.DeliveryScheduled, store.DeliverySending, store.DeliverySent, store.DeliveryFailed,
			store.DeliveryUnsure, store.DeliveryStopped,
		} {
			w := newWorld(t)
			post := w.inState(state)
			out, err := v.do(w, post.ID)
			want, allowed := v.from[state]
			var refused *store.Invalid
			switch {
			case !allowed && (!errors.As(err, &refused) || refused.Why == ""):
				t.Errorf("%s of what is %s: %v", name, state, err)
			case !allowed:
				w.consistent(t)
			case err != nil || out.Changed != 1 || w.post(post.ID).State() != want:
				t.Errorf("%s of what is %s: %+v, %v, %+v", name, state, out, err, w.post(post.ID).To)
			default:
				w.consistent(t)
				w.undo(anna)
				if got := w.post(post.ID); got.State() != state || !got.At.Equal(post.At) {
					t.Errorf("undo of %s of what was %s gives %s", name, state, got.State())
				}
				w.consistent(t)
			}
		}
	}
	w := newWorld(t)
	for name, v := range verbs {
		if _, err := v.do(w, "nobody"); !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), "no such post") {
			t.Errorf("%s of nothing: %v", name, err)
		}
	}
	if _, err := w.Publish.Move(w.ctx, anna, "x", w.now); err == nil {
		t.Error("moved into the past")
	}
}

// consistent checks that every delivery has exactly the job that its state
// asks for, and that the queue holds the queued ones.
func (w *world) consistent(t interface {
	Helper()
	Fatalf(string, ...any)
},
) {
	t.Helper()
	jobs := w.jobs()
	posts, err := w.Publish.Posts(w.ctx, 0)
	w.must(err)
	for _, p := range posts {
		for _, d := range p.To {
			job, ok := jobs[d.Job]
			delete(jobs, d.Job)
			switch d.State {
			case store.DeliveryHeld, store.DeliveryScheduled:
				ok = ok && job.State == store.JobQueued && job.Due.Equal(d.At)
			case store.DeliverySending:
				ok = ok && job.State == store.JobTrying
			case store.DeliverySent, store.DeliveryStopped:
				ok = !ok
			default: // failed, unsure: without a job if the account went
				ok = !ok || job.State == store.JobParked
			}
			if !ok || job.ID != "" && (job.Post != p.ID || job.Account != d.Account) {
				t.Fatalf("a delivery %+v has the job %+v", d, job)
			}
		}
	}
	for id, job := range jobs {
		if job.Kind == store.JobSend {
			t.Fatalf("the job %s has no delivery: %+v", id, job)
		}
	}
}

func TestWhatMayHaveArrivedStaysInDoubtWhenItIsMoved(t *testing.T) {
	w := newWorld(t)
	post := w.inState(store.DeliveryHeld)
	task := w.claim("acme")
	task.Job.Doubt = true
	w.must(w.Outbox.Retry(w.ctx, task.Job, time.Minute, "the line was cut"))
	done(w.Publish.Move(w.ctx, anna, post.ID, w.now.Add(time.Hour)))(t)
	if next := w.claim("acme"); !next.Job.Doubt || next.Job.Attempts != 2 || !next.Job.Began.Equal(task.Job.Began) {
		t.Fatalf("%+v", next.Job)
	}
}

func TestWhatMayHaveArrivedIsNotSimplyStopped(t *testing.T) {
	w := newWorld(t)
	post := w.inState(store.DeliveryHeld)
	task := w.claim("acme")
	task.Job.Doubt = true
	w.must(w.Outbox.Retry(w.ctx, task.Job, time.Minute, "the line was cut"))
	done(w.Publish.Stop(w.ctx, anna, post.ID))(t)
	if d := w.post(post.ID).To[0]; d.State != store.DeliveryStopped || !strings.Contains(d.Error, "may have arrived") {
		t.Fatalf("%+v", d)
	}
}

// TestTheDoubtOutlivesARetryUntilSomebodyLooked: the first try may have
// arrived, the second was refused because the token had gone.
func TestTheDoubtOutlivesARetryUntilSomebodyLooked(t *testing.T) {
	for state, want := range map[store.DeliveryState]bool{store.DeliveryFailed: true, store.DeliveryUnsure: false} {
		w := newWorld(t)
		post := w.inState(store.DeliveryHeld)
		task := w.claim("acme")
		task.Job.Doubt = true
		w.must(w.Outbox.Park(w.ctx, task.Job, "connect again", state == store.DeliveryUnsure))
		w.now = w.now.Add(time.Hour)
		done(w.Publish.Retry(w.ctx, anna, post.ID))(t)
		if next := w.claim("acme"); next.Job.Doubt != want || next.Job.ID != task.Job.ID {
			t.Errorf("%s: doubt %v", state, next.Job.Doubt)
		}
	}
}

func TestOneAccountFailsAndTheOthersGoOn(t *testing.T) {
	w := newWorld(t)
	w.connect("shop", desk.AbilitySend)
	doc := w.hear("1")[0]
	out := desk.Outgoing{About: doc, Accounts: []string{"acme", "shop"}, Message: say("сейчас")}
	post := done(w.Publish.Send(w.ctx, anna, out))(t)
	w.must(w.Outbox.Park(w.ctx, w.claim("acme").Job, "too long", false))
	if p := w.post(post.ID); p.State() != store.DeliveryFailed || p.Delivery("shop").State != store.DeliveryHeld {
		t.Fatalf("%+v", p.To)
	}
	// It still goes out on the shop's account: boris must know.
	var conflict *store.Conflict
	if _, err := w.reply(boris, doc); !errors.As(err, &conflict) || conflict.By != "anna" {
		t.Fatalf("err %v", err)
	}
	w.must(w.Outbox.Delivered(w.ctx, w.claim("shop").Job, "901", "", w.now))
	w.consistent(t)
	out2 := done(w.Publish.Retry(w.ctx, anna, post.ID))(t)
	if out2.Changed != 1 {
		t.Fatalf("%+v", out2)
	}
	w.must(w.Outbox.Delivered(w.ctx, w.claim("acme").Job, "900", "", w.now))
	if p := w.post(post.ID); p.State() != store.DeliverySent || p.Delivery("shop").RemoteID != "901" {
		t.Fatalf("%+v", p.To)
	}
	if n := len(done(w.History.Of(w.ctx, doc))(t)); n != 3 { // reply, answered, retry
		t.Fatalf("%d entries", n)
	}
}

func TestWhatFailedOnEveryAccountIsNoAnswer(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.reply(anna, doc))(t)
	w.must(w.Outbox.Park(w.ctx, w.claim("acme").Job, "no", false))
	done(w.reply(boris, doc))(t)
}

func TestArrivedIsAnAnswerLikeAnyOther(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0] // a minute ago
	post := done(w.reply(anna, doc))(t)
	task := w.claim("acme")
	w.must(w.Outbox.Park(w.ctx, task.Job, "nobody knows", true))
	w.now = w.now.Add(5 * time.Hour)
	done(w.Publish.Arrived(w.ctx, boris, post.ID))(t)
	report := func() desk.Report { return done(w.Stats.Report(w.ctx, nil, 2, store.Scope{Now: w.now}))(t) }
	if m := w.get(doc); m.Work.Answerer != "anna" || !m.Work.Answered.Equal(task.Job.Began) {
		t.Fatalf("%+v", m.Work)
	}
	if r := report(); r.Answered != 1 || r.Response != time.Minute+desk.DefaultHold {
		t.Fatalf("%d in %v", r.Answered, r.Response)
	}
	w.undo(boris)
	if m, r := w.get(doc), report(); !m.Work.Answered.IsZero() || m.Work.Answerer != "" || r.Answered != 0 || r.Within != [5]int{} {
		t.Fatalf("%+v, %d answered within %v", m.Work, r.Answered, r.Within)
	}
	w.redo(boris)
	if m, r := w.get(doc), report(); m.Work.Answerer != "anna" || r.Answered != 1 {
		t.Fatalf("%+v, %d answered", m.Work, r.Answered)
	}
}

func TestDisconnectingSaysWhatBecameOfEachJob(t *testing.T) {
	w := newWorld(t)
	w.connect("shop", desk.AbilitySend, desk.AbilityThreads)
	want := map[string]store.DeliveryState{}
	send := func(state store.DeliveryState) *desk.Task {
		at := time.Time{}
		if state == store.DeliveryStopped {
			at = w.now.Add(time.Hour)
		}
		post := done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"shop"}, Message: say("x"), At: at}))(t)
		want[post.ID] = state
		if state == store.DeliveryStopped {
			return nil
		}
		return w.claim("shop")
	}
	w.must(w.Outbox.Park(w.ctx, send(store.DeliveryFailed).Job, "refused", false))
	doubtful := send(store.DeliveryUnsure)
	doubtful.Job.Doubt = true
	w.must(w.Outbox.Retry(w.ctx, doubtful.Job, time.Hour, "the line was cut"))
	sending := send(store.DeliveryUnsure)
	send(store.DeliveryStopped)
	m := w.said("1", "", "")
	m.Account = "shop"
	w.must(w.Outbox.FetchThread(w.ctx, w.ingest(m).Docs[0]))
	w.must(w.Setup.Disconnect(w.ctx, anna, "shop"))
	if left := w.jobs(); len(left) != 0 {
		t.Fatalf("left %+v", left)
	}
	for id, state := range want {
		if p := w.post(id); p.State() != state || p.To[0].Error == "" {
			t.Errorf("%+v, want %s", p.To[0], state)
		}
	}
	if p := w.post(sending.Post.ID); !strings.Contains(p.To[0].Error, "look there") {
		t.Errorf("%+v", p.To[0])
	}
	// The network's word still counts when it comes, but brings no job back.
	w.must(w.Outbox.Retry(w.ctx, sending.Job, time.Minute, "late"))
	if left := w.jobs(); len(left) != 0 {
		t.Fatalf("a job came back: %+v", left)
	}
	w.must(w.Outbox.Park(w.ctx, sending.Job, "refused", false))
	if p := w.post(sending.Post.ID); p.State() != store.DeliveryFailed || len(w.jobs()) != 0 {
		t.Fatalf("%+v", p.To[0])
	}
	w.must(w.Outbox.Delivered(w.ctx, sending.Job, "900", "", w.now))
	if p := w.post(sending.Post.ID); p.State() != store.DeliverySent {
		t.Fatalf("%+v", p.To[0])
	}
	var refused *store.Invalid
	if _, err := w.Publish.Retry(w.ctx, anna, doubtful.Post.ID); !errors.As(err, &refused) || !strings.Contains(refused.Why, "earshot connect") {
		t.Fatalf("retry on an account that is gone: %v", err)
	}
	w.connect("shop", desk.AbilitySend)
	done(w.Publish.Retry(w.ctx, anna, doubtful.Post.ID))(t)
	if task := w.claim("shop"); task == nil || task.Post.ID != doubtful.Post.ID {
		t.Fatalf("%+v", task)
	}
}

func TestTheTextsOfAccounts(t *testing.T) {
	w := newWorld(t)
	w.connect("shop", desk.AbilitySend)
	both := []string{"acme", "shop"}
	variants := map[string]string{"shop": " \n", "acme": " own\x1b[31m "}
	msg := store.Message{Text: "common", Variants: variants}
	post := done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: both, Message: msg}))(t)
	if post.Message.TextFor("shop") != "common" || post.Message.TextFor("acme") != "own" {
		t.Fatalf("%+v", post.Message)
	}
	if variants["acme"] != " own\x1b[31m " || len(variants) != 2 {
		t.Fatalf("the caller's own texts were changed: %q", variants)
	}
	only := store.Message{Variants: map[string]string{"acme": "own"}}
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, Message: only}))(t)
	var refused *store.Invalid
	if _, err := w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: both, Message: only}); !errors.As(err, &refused) || !strings.Contains(refused.Why, "shop") {
		t.Fatalf("err %v", err)
	}
	picture := store.Message{Media: []store.Attachment{{Path: "/x.png"}}}
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: both, Message: picture}))(t)
}

func TestWhatIsGoneDoesNotHoldUpTheQueue(t *testing.T) {
	w := newWorld(t)
	w.connect("acme", desk.AbilitySend, desk.AbilityThreads)
	docs := w.hear("1", "2")
	w.must(w.Outbox.FetchThread(w.ctx, docs[0]))
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: w.get(docs[0]).Key}}}))(t)
	w.now = w.now.Add(time.Second)
	w.must(w.Outbox.FetchThread(w.ctx, docs[1]))
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error { // a place in the queue without its job
		return tx.Records(store.KindJobsDue).Put(store.TimeKey(w.now.Add(-time.Hour))+"/lost", nil)
	}))
	task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	if task == nil || task.About.Doc != docs[1] {
		t.Fatalf("%+v", task)
	}
}

func TestLookingForWorkCostsNoCommit(t *testing.T) {
	st := &reads{Store: newWorld(t).store}
	w := newWorldOver(t, st)
	doc := w.hear("1")[0]
	w.must(w.Triage.Look(w.ctx, anna, desk.On(doc)))
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, Message: say("x"), At: w.now.Add(time.Hour)}))(t)
	before := st.updates
	w.must(w.Triage.Look(w.ctx, anna, desk.Around(doc)))
	w.must(w.Outbox.Wake(w.ctx))
	for _, account := range []string{"acme", "nobody"} {
		if task := done(w.Outbox.Claim(w.ctx, account))(t); task != nil {
			t.Fatalf("%+v", task)
		}
	}
	if st.updates != before {
		t.Fatalf("%d commits", st.updates-before)
	}
}

// TestTheOutboxIsConsistentWhateverHappens lets people, the runner, crashes and
// disconnections do anything in any order. What the network accepted is never
// sent again by itself, and every delivery has the job that its state asks for.
func TestTheOutboxIsConsistentWhateverHappens(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.connect("shop", desk.AbilitySend)
		o := &outboxModel{world: w, rt: rt, arrived: map[string]int{}, told: map[string]bool{}}
		for range rapid.IntRange(5, 40).Draw(rt, "steps") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "s")) * time.Second)
			o.step()
			w.consistent(rt)
		}
		for job, n := range o.arrived {
			if n > 1 && !o.told[job] {
				rt.Fatalf("%s was sent %d times, and nobody asked for it", job, n)
			}
		}
	})
}

// outboxModel is a runner and its network, without time of its own.
type outboxModel struct {
	*world
	rt      *rapid.T
	trying  []*desk.Task
	arrived map[string]int  // job -> how often the network took it
	told    map[string]bool // job -> a person said: send it again
}

func (o *outboxModel) step() {
	ids := []string{"nobody"}
	posts, err := o.Publish.Posts(o.ctx, 0)
	o.must(err)
	for _, p := range posts {
		ids = append(ids, p.ID)
	}
	id := rapid.SampledFrom(ids).Draw(o.rt, "post")
	by := rapid.SampledFrom([]desk.By{anna, boris}).Draw(o.rt, "by")
	account := rapid.SampledFrom([]string{"acme", "shop"}).Draw(o.rt, "account")
	switch rapid.IntRange(0, 11).Draw(o.rt, "step") {
	case 0:
		out := desk.Outgoing{Accounts: []string{"acme", "shop"}[:1+len(posts)%2], Message: say("x")}
		if rapid.Bool().Draw(o.rt, "later") {
			out.At = o.now.Add(time.Minute)
		}
		_, _ = o.Publish.Send(o.ctx, by, out)
	case 1, 2, 3:
		if task, err := o.Outbox.Claim(o.ctx, account); err == nil && task != nil {
			o.trying = append(o.trying, task)
		}
	case 4, 5, 6:
		o.settle()
	case 7:
		_, _ = o.Publish.Stop(o.ctx, by, id)
	case 8:
		o.retry(by, id)
	case 9:
		_, _ = o.Publish.Move(o.ctx, by, id, o.now.Add(time.Minute))
	case 10:
		if rapid.Bool().Draw(o.rt, "undo") {
			_, _ = o.History.Undo(o.ctx, by)
		} else {
			_, _ = o.History.Redo(o.ctx, by)
		}
	case 11:
		o.accident(account, by, id)
	}
}

func (o *outboxModel) retry(by desk.By, id string) {
	before, _ := o.Publish.Post(o.ctx, id)
	if _, err := o.Publish.Retry(o.ctx, by, id); err == nil {
		for _, d := range before.To {
			o.told[d.Job] = o.told[d.Job] || d.State == store.DeliveryUnsure
		}
	}
}

// accident is a crash, a change of accounts, or a person's word.
func (o *outboxModel) accident(account string, by desk.By, id string) {
	switch rapid.IntRange(0, 3).Draw(o.rt, "accident") {
	case 0: // what was being sent may have arrived
		for _, task := range o.trying {
			if !task.Job.Doubt && rapid.Bool().Draw(o.rt, "arrived") {
				o.arrived[task.Job.ID]++
			}
		}
		o.trying = nil
		_, err := o.Outbox.Recover(o.ctx)
		o.must(err)
	case 1:
		if err := o.Setup.Disconnect(o.ctx, by, account); err != nil && !errors.Is(err, store.ErrNotFound) {
			o.must(err)
		}
	case 2:
		o.connect(account, desk.AbilitySend)
	case 3:
		_, _ = o.Publish.Arrived(o.ctx, by, id)
	}
}

// settle is one answer of the network, or none.
func (o *outboxModel) settle() {
	if len(o.trying) == 0 {
		return
	}
	task := o.trying[0]
	o.trying = o.trying[1:]
	job := task.Job
	if job.Doubt { // the runner looks before it sends
		if o.arrived[job.ID] > 0 {
			o.must(o.Outbox.Delivered(o.ctx, job, "r"+job.ID, "", o.now))
			return
		}
		if rapid.Bool().Draw(o.rt, "cannot look") {
			o.must(o.Outbox.Park(o.ctx, job, "nobody knows", true))
			return
		}
	}
	switch rapid.IntRange(0, 3).Draw(o.rt, "fate") {
	case 0:
		o.arrived[job.ID]++
		o.must(o.Outbox.Delivered(o.ctx, job, "r"+job.ID, "", o.now))
	case 1:
		if rapid.Bool().Draw(o.rt, "arrived") {
			o.arrived[job.ID]++
		}
		job.Doubt = true
		o.must(o.Outbox.Retry(o.ctx, job, time.Second, "the line was cut"))
	case 2:
		o.must(o.Outbox.Retry(o.ctx, job, time.Second, "slow down"))
	case 3:
		o.must(o.Outbox.Park(o.ctx, job, "refused", false))
	}
}

func TestPostsAreListedNewestFirst(t *testing.T) {
	w := newWorld(t)
	var want []string
	for i := range 5 {
		p := done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, Message: say(fmt.Sprint(i))}))(t)
		want = append([]string{p.ID}, want...)
	}
	for n, many := range map[int]int{0: 5, 2: 2, 9: 5} {
		var got []string
		for _, p := range done(w.Publish.Posts(w.ctx, n))(t) {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, want[:many]) {
			t.Errorf("%d: %v", n, got)
		}
	}
}
