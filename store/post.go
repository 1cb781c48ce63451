package store

import "time"

// Post is something we publish: a new post or an answer, on one or more accounts.
type Post struct {
	ID       string
	By       string
	Made     time.Time
	At       time.Time // when it is due; never zero once scheduled
	Message  Message
	To       []Delivery
	About    Doc // the mention it answers; zero for a new post
	Thread   Key // the discussion it belongs to; zero for a new post
	Campaign string
	Repeat   string // RRULE text, empty for once
	Zone     string // time zone of Repeat and of wall-clock times
}

// Message is what a person wrote in the composer.
type Message struct {
	Text       string
	Warning    string // content warning
	Lang       string
	Visibility string // public, unlisted, followers, direct; empty = the network's default
	Media      []Attachment
	Variants   map[string]string // account -> text that replaces Text there
}

// TextFor gives the text for one account: its variant, else the common text.
func (m Message) TextFor(account string) string {
	if v, ok := m.Variants[account]; ok {
		return v
	}
	return m.Text
}

// Attachment is a file that goes out with a post.
type Attachment struct {
	Path string
	Alt  string
}

// DeliveryState says how far a post has come on one account.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryHeld      DeliveryState = "held"      // inside the hold window, can be stopped
	DeliveryScheduled DeliveryState = "scheduled" // waits for its time
	DeliverySending   DeliveryState = "sending"
	DeliverySent      DeliveryState = "sent"
	DeliveryFailed    DeliveryState = "failed"  // permanent: a person decides
	DeliveryUnsure    DeliveryState = "unsure"  // a crash in between: a person looks
	DeliveryStopped   DeliveryState = "stopped" // taken back before it left
)

// Delivery is one account's share of a post.
type Delivery struct {
	Account  string
	State    DeliveryState
	Job      string
	RemoteID string
	URL      string
	Error    string // plain words
	At       time.Time
}

// State sums up a post over its deliveries: the one that needs most attention.
func (p *Post) State() DeliveryState {
	order := []DeliveryState{DeliveryFailed, DeliveryUnsure, DeliverySending, DeliveryHeld, DeliveryScheduled, DeliverySent, DeliveryStopped}
	for _, s := range order {
		for _, d := range p.To {
			if d.State == s {
				return s
			}
		}
	}
	return DeliveryScheduled
}

// Delivery finds the share of one account, nil if the post does not go there.
func (p *Post) Delivery(account string) *Delivery {
	for i := range p.To {
		if p.To[i].Account == account {
			return &p.To[i]
		}
	}
	return nil
}

// Draft is unfinished writing; it saves itself.
type Draft struct {
	ID      string
	By      string
	Saved   time.Time
	To      []string
	About   Doc
	At      string // as typed; empty = now
	Cursor  int    // where it stood in the common text: bytes before it and one; 0 = its end
	Message Message
}

// Canned is a canned reply: an answer that is given often, kept under a name.
type Canned struct {
	Name string // one word; what is typed behind "::"
	Text string // with {name}, {handle} and {me} where those go
	By   string // who wrote or changed it last
	At   time.Time
}

// JobKind says what a job does when it is due.
type JobKind string

// The kinds of jobs.
const (
	JobSend JobKind = "send" // deliver Post on Account
	JobWake JobKind = "wake" // end a snooze
	// JobThread fetches the whole discussion around a mention somebody opened.
	JobThread JobKind = "thread"
)

// JobState says where a job stands.
type JobState string

// The states of a job. Done and stopped jobs are deleted.
const (
	JobQueued JobState = "queued"
	JobTrying JobState = "trying" // on disk before the network hears of it
	JobParked JobState = "parked" // failed for good or unsure: waits for a person
)

// Job is a durable promise to do something at a time: the outbox holds them.
type Job struct {
	ID       string // also the idempotency key of a send
	Kind     JobKind
	State    JobState
	Account  string
	Post     string
	Docs     []Doc
	Due      time.Time
	Attempts int
	Began    time.Time // start of the first attempt
	Doubt    bool      // an attempt may have arrived: look before sending again
	Error    string
}
