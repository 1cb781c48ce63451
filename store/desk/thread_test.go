package desk_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// said makes a mention of somebody; parent and thread may be empty.
func (w *world) said(id, parent, thread string) *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Place: store.Place{Parent: parent, Thread: thread}, Created: w.now,
		Author: store.Author{ID: "77", Name: "Иван"}, Body: store.Body{Text: "слова " + id},
	}
}

// ours makes a mention that we wrote on the network's own page.
func (w *world) ours(id, parent string) *store.Mention {
	m := w.said(id, parent, "")
	m.Author = store.Author{ID: "us-acme", Name: "Acme"}
	return m
}

func (w *world) ingest(list ...*store.Mention) desk.Result {
	w.t.Helper()
	b := desk.Batch{Account: "acme"}
	for _, m := range list {
		b.Events = append(b.Events, desk.Event{Mention: m})
	}
	res, err := w.Inbox.Ingest(w.ctx, b)
	w.must(err)
	return res
}

// discussions gives which ids stand together, each list sorted.
func (w *world) discussions() []string {
	w.t.Helper()
	by := map[store.Key][]string{}
	w.must(w.Lookup.Each(w.ctx, store.Search{}, func(m *store.Mention) error {
		by[m.Thread()] = append(by[m.Thread()], m.Key.ID)
		return nil
	}))
	var out []string
	for _, list := range by {
		slices.Sort(list)
		out = append(out, fmt.Sprint(list))
	}
	slices.Sort(out)
	return out
}

// send lets a post leave at once and stand on the network under an id.
func (w *world) send(out desk.Outgoing, remote string) store.Post {
	w.t.Helper()
	post, err := w.Publish.Send(w.ctx, anna, out)
	w.must(err)
	w.now = w.now.Add(desk.DefaultHold)
	task, err := w.Outbox.Claim(w.ctx, post.To[0].Account)
	w.must(err)
	w.must(w.Outbox.Delivered(w.ctx, task.Job, remote, "", w.now))
	return post
}

// TestTheSameDiscussionsWhateverTheOrderOfArrival draws a forest of mentions
// and lets it arrive in two orders, in portions.
func TestTheSameDiscussionsWhateverTheOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 14).Draw(rt, "mentions")
		parents := make([]int, n)
		for i := range parents {
			parents[i] = rapid.IntRange(-1, i-1).Draw(rt, "parent")
		}
		lost := rapid.SliceOfN(rapid.Bool(), n, n).Draw(rt, "never comes")
		build := func(order []int) *world {
			w := newWorld(t)
			var part []*store.Mention
			for k, i := range order {
				m := w.said(fmt.Sprint("m", i), "", "")
				m.Created = w.now.Add(time.Duration(i) * time.Minute)
				if parents[i] >= 0 {
					m.Place.Parent = fmt.Sprint("m", parents[i])
				}
				if !lost[i] {
					part = append(part, m)
				}
				if k%3 == 2 {
					w.ingest(part...)
					part = nil
				}
			}
			w.ingest(part...)
			return w
		}
		straight := make([]int, n)
		for i := range straight {
			straight[i] = i
		}
		shuffled := rapid.Permutation(straight).Draw(rt, "order")
		one, two := build(straight), build(shuffled)
		if a, b := one.discussions(), two.discussions(); !slices.Equal(a, b) {
			rt.Fatalf("in order %v\nshuffled %v gives %v", a, shuffled, b)
		}
		// And they are right: two stand together exactly when a way of known
		// mentions, or one missing parent, joins them.
		root := func(i int) int {
			for parents[i] >= 0 {
				if lost[parents[i]] {
					return parents[i]
				}
				i = parents[i]
			}
			return i
		}
		want := map[int][]string{}
		for i := range n {
			if !lost[i] {
				want[root(i)] = append(want[root(i)], fmt.Sprint("m", i))
			}
		}
		var lists []string
		for _, list := range want {
			slices.Sort(list)
			lists = append(lists, fmt.Sprint(list))
		}
		slices.Sort(lists)
		if got := two.discussions(); !slices.Equal(got, lists) {
			rt.Fatalf("got %v, want %v", got, lists)
		}
	})
}

// TestWhatIsSaidToOurAnswerStandsInItsDiscussion: the network knows our answer
// under its own id, and what a customer says to it may be faster than the
// network's receipt.
func TestWhatIsSaidToOurAnswerStandsInItsDiscussion(t *testing.T) {
	for name, early := range map[string]bool{"after the receipt": false, "before the receipt": true} {
		w := newWorld(t)
		first := w.hear("1")[0]
		if early {
			w.ingest(w.said("901", "900", ""), w.said("902", "901", ""))
		}
		w.send(desk.Outgoing{About: first, Message: say("сейчас")}, "900")
		if !early {
			w.ingest(w.said("901", "900", ""), w.said("902", "901", ""))
		}
		if got := w.discussions(); !slices.Equal(got, []string{"[1 901 902]"}) {
			t.Errorf("%s: %v", name, got)
		}
		d := done(w.Lookup.Dialogue(w.ctx, first))(t)
		depths := map[string]int{}
		for _, turn := range d.Turns {
			switch {
			case turn.Mention != nil:
				depths[turn.Mention.Key.ID] = turn.Depth
			case turn.Post != nil:
				depths["post"] = turn.Depth
			}
		}
		if want := map[string]int{"1": 0, "post": 1, "901": 2, "902": 3}; !early && !maps.Equal(depths, want) {
			t.Errorf("%s: depths %v, want %v", name, depths, want)
		}
	}
}

func TestAnAnswerFollowsItsDiscussionWhenThatMoves(t *testing.T) {
	w := newWorld(t)
	second := w.hear("2<1")[0] // its discussion is "1", which nobody has seen
	w.send(desk.Outgoing{About: second, Message: say("сейчас")}, "900")
	w.ingest(w.said("1", "0", "")) // and that belongs to "0"
	w.ingest(w.said("901", "900", ""))
	if got := w.discussions(); !slices.Equal(got, []string{"[1 2 901]"}) {
		t.Fatalf("%v", got)
	}
}

func TestAnAnswerOnAnotherNetworkStartsItsOwnDiscussion(t *testing.T) {
	w := newWorld(t)
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: "group", Network: "vk", RemoteID: "5", Can: []string{desk.AbilitySend}}, nil))
	first := w.hear("1")[0]
	w.send(desk.Outgoing{About: first, Accounts: []string{"group"}, Message: say("и здесь")}, "900")
	reply := w.said("901", "900", "")
	reply.Key.Network = "vk"
	w.ingest(reply)
	if got := w.discussions(); !slices.Equal(got, []string{"[1]", "[901]"}) {
		t.Fatalf("%v", got)
	}
}

func TestOurPostBeginsItsDiscussion(t *testing.T) {
	w := newWorld(t)
	w.send(desk.Outgoing{Accounts: []string{"acme"}, Message: say("Новая модель!")}, "900")
	w.now = w.now.Add(time.Minute)
	doc := w.ingest(w.said("901", "900", ""), w.said("902", "900", "")).Docs[0]
	d := done(w.Lookup.Dialogue(w.ctx, doc))(t)
	if len(d.Turns) != 3 || d.Turns[0].Post == nil || d.Turns[0].Depth != 0 || d.Turns[1].Depth != 1 {
		t.Fatalf("%+v", d.Turns)
	}
}

// TestTheEchoOfOurAnswerIsNotAnAnswerOfItsOwn: our timeline shows the answer
// before the network's receipt is written.
func TestTheEchoOfOurAnswerIsNotAnAnswerOfItsOwn(t *testing.T) {
	w := newWorld(t)
	first := w.hear("1")[0]
	post := done(w.reply(anna, first))(t)
	w.now = w.now.Add(desk.DefaultHold)
	task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	w.ingest(w.ours("900", "1"), w.said("901", "900", ""))
	if m := w.get(first); m.Work.Answerer != "acme" {
		t.Fatalf("%+v", m.Work)
	}
	w.must(w.Outbox.Delivered(w.ctx, task.Job, "900", "", w.now))
	if m := w.get(first); m.Work.Answerer != "anna" || m.Work.Answered.IsZero() {
		t.Fatalf("%+v", m.Work)
	}
	if got := w.discussions(); !slices.Equal(got, []string{"[1 901]"}) {
		t.Fatalf("%v", got)
	}
	r := done(w.Stats.Report(w.ctx, nil, 7, store.Scope{Now: w.now}))(t)
	if r.Answered != 1 {
		t.Fatalf("one answer counts %d times", r.Answered)
	}
	if _, err := w.reply(anna, first); err != nil {
		t.Fatalf("anna cannot answer again after %s: %v", post.ID, err)
	}
}

func TestAHistoryReadBackwardsFindsItsAnswers(t *testing.T) {
	w := newWorld(t)
	answer := w.ours("2", "1")
	answer.Created = w.now.Add(-time.Hour)
	question := w.said("1", "", "")
	question.Created = w.now.Add(-90 * time.Minute)
	w.ingest(answer)
	doc := w.ingest(question).Docs[0]
	if m := w.get(doc); !m.Work.Answered.Equal(answer.Created) || m.Work.Answerer != "acme" {
		t.Fatalf("%+v", m.Work)
	}
	r := done(w.Stats.Report(w.ctx, nil, 7, store.Scope{Now: w.now}))(t)
	if r.Answered != 1 || r.Response != 30*time.Minute {
		t.Fatalf("%d answers in %v", r.Answered, r.Response)
	}
}

func TestWeDoNotAnswerOurselves(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.ours("1", ""), w.ours("2", "1"))
	if m := w.get(1); !m.Work.Answered.IsZero() || m.Work.State != store.StateDone {
		t.Fatalf("%+v", m.Work)
	}
	if r := done(w.Stats.Report(w.ctx, nil, 7, store.Scope{Now: w.now}))(t); r.Answered != 0 {
		t.Fatalf("%d answers", r.Answered)
	}
	if people := done(w.Lookup.People(w.ctx, "", 10))(t); len(people) != 0 {
		t.Fatalf("we are among the people: %v", people)
	}
}

func TestAMentionThatAnswersItselfOrInACircle(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.said("1", "1", ""), w.said("2", "3", ""), w.said("3", "2", ""))
	if got := w.discussions(); !slices.Equal(got, []string{"[1]", "[2 3]"}) {
		t.Fatalf("%v", got)
	}
	for doc := store.Doc(1); doc <= 3; doc++ {
		done(w.Lookup.Dialogue(w.ctx, doc))(t)
	}
}

func TestADiscussionThatTheNetworkNamesIsTaken(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.said("3", "2", ""), w.said("2", "", "mail-1"), w.said("4", "", "mail-1"))
	if got := w.discussions(); !slices.Equal(got, []string{"[2 3 4]"}) {
		t.Fatalf("%v", got)
	}
}

func TestANewMentionBelongsToWhoeverHasItsDiscussion(t *testing.T) {
	w := newWorld(t)
	w.hear("1", "2<1", "3<1")
	done(w.Triage.Assign(w.ctx, anna, desk.On(2), "boris"))(t)
	if m := w.get(w.hear("4<3")[0]); m.Work.Assignee != "boris" {
		t.Fatalf("%+v", m.Work)
	}
	done(w.Triage.Done(w.ctx, anna, desk.Around(2)))(t)
	if m := w.get(w.hear("5<1")[0]); m.Work.Assignee != "" {
		t.Fatalf("a closed discussion gives work to %s", m.Work.Assignee)
	}
}

// TestAPostThatEverybodyAnswersStaysCheap: the work for each answer must not
// grow with the number of those that came before.
func TestAPostThatEverybodyAnswersStaysCheap(t *testing.T) {
	st := &reads{Store: mem.New()}
	w := newWorldOver(t, st)
	w.hear("1")
	cost := func() int {
		st.n = 0
		w.ingest(w.said(fmt.Sprint("r", w.ids, st.n, w.now.UnixNano()), "1", ""))
		w.now = w.now.Add(time.Second)
		return st.n
	}
	few := 0
	for range 100 {
		few = cost()
	}
	for range 200 {
		cost()
	}
	if many := cost(); many > few+5 {
		t.Fatalf("the 100th answer reads %d mentions, the 301st %d", few, many)
	}
}
