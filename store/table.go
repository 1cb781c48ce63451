package store

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"sync"

	"github.com/fxamacker/cbor/v2"
)

// The kinds of records. An engine keeps them apart; their names are part of
// the schema.
const (
	KindIdentities  = "identities"
	KindAccounts    = "accounts"
	KindHealth      = "health"
	KindCursors     = "cursors"
	KindPosts       = "posts"
	KindPostsAbout  = "posts.about" // doc / post id -> nothing
	KindPostsSent   = "posts.sent"  // network:id -> post id
	KindAwaited     = "awaited"     // network:id -> nothing, see desk.Inbox
	KindGone        = "gone"        // network:id of what its author took back -> nothing
	KindDrafts      = "drafts"
	KindJobs        = "jobs"
	KindJobsDue     = "jobs.due" // due time / job id -> nothing
	KindNotes       = "notes"
	KindViews       = "views"
	KindCorrections = "corrections"
	KindJournal     = "journal"      // seq -> Entry
	KindJournalDoc  = "journal.doc"  // doc / seq -> nothing
	KindJournalUser = "journal.user" // user / seq -> nothing
	KindSums        = "sums"         // response times by day
	KindMeta        = "meta"
	KindCanned      = "canned"
	KindMonitors    = "monitors"
	KindRules       = "rules"
	KindAlertSubs   = "alerts.subs"
	KindAlerts      = "alerts"
	KindAlertOpen   = "alerts.open"  // what the mentions of an alert have in common -> its ID
	KindAlertUsers  = "alerts.users" // "/" and a user -> AlertUser
	KindAlertState  = "alerts.state" // what desk.Alerts remembers between two looks
	KindHooks       = "hooks"
	KindNotices     = "hooks.queue" // NoticeID -> Notice
	KindNoticeLog   = "hooks.log"   // NoticeID -> Notice without its body
	KindHookState   = "hooks.state" // hook -> HookState
	KindHookMark    = "hooks.mark"  // what desk.Hooks remembers between two looks
	KindPrefs       = "prefs"       // user / name -> Pref
	KindAlike       = "alike"       // head -> number of its cluster; head / doc -> nothing, see desk
	KindApart       = "apart"       // doc -> Apart
	KindPrints      = "prints"      // chunks of package dup by number; the newest only

	KindEdges         = "edges"          // PairID -> Edge
	KindEdgesOf       = "edges.of"       // PairID the other way round -> nothing
	KindPartings      = "partings"       // PairID -> Parting
	KindPartingsOf    = "partings.of"    // PairID the other way round -> nothing
	KindSuggestions   = "suggestions"    // PairID -> Suggestion
	KindSuggestionsOf = "suggestions.of" // PairID the other way round -> nothing
	KindContacts      = "contacts"       // contact -> Contact, of two or more identities
	KindContactOf     = "contacts.of"    // identity -> contact
	KindIdentityNum   = "identities.num" // Number(Identity.Num) -> identity
	KindVerdicts      = "verdicts"       // in the order in which people decided -> Verdict
	KindFiled         = "filed"          // leaves of package filing: what identities are found by
	KindFiledLately   = "filed.lately"   // what is not in those leaves yet
	KindCounted       = "counted"        // leaves of package filing: how many have a value
	KindCountedLately = "counted.lately" // what is not in those leaves yet
	KindWatched       = "watched"        // a form of somebody watched over (identity.Forms), "\x00", identity -> nothing
	KindTasks         = "tasks"          // id -> Task
	KindTasksOf       = "tasks.of"       // identity, "\x00", task id -> nothing
	KindTasksDue      = "tasks.due"      // due time / task id -> nothing, of those that are open
	KindOrders        = "orders"         // OrderID -> Order
	KindOrdersByID    = "orders.id"      // Order.ID -> OrderID
	KindAvatars       = "avatars"        // identity -> AvatarBytes of a small picture
	KindLists         = "lists"
	KindListed        = "listed" // ListedID -> nothing
	KindSegments      = "segments"
	KindAdvocates     = "advocates"      // identity -> Advocate
	KindRewards       = "rewards"        // id -> Reward
	KindRewardsOf     = "rewards.of"     // identity, "\x00", reward id -> nothing
	KindInvitations   = "invitations"    // id -> Invitation
	KindInvitationsOf = "invitations.of" // identity, "\x00", invitation id -> nothing
	KindInsights      = "insights"       // account -> Insights
	KindLost          = "lost"           // kind / key of what a repair could not read -> its bytes
)

// RecordKinds lists every kind, for engines that make them ahead of time and
// for checks that walk everything.
func RecordKinds() []string {
	return append(InfluenceKinds(), []string{
		KindIdentities, KindAccounts, KindHealth, KindCursors, KindPosts, KindPostsAbout, KindPostsSent, KindAwaited, KindGone, KindDrafts,
		KindJobs, KindJobsDue, KindNotes, KindViews, KindCorrections, KindJournal, KindJournalDoc, KindJournalUser, KindSums, KindMeta,
		KindLost, KindAlike, KindApart, KindPrints, KindPrefs, KindCanned, KindMonitors, KindRules,
		KindAlertSubs, KindAlerts, KindAlertOpen, KindAlertUsers, KindAlertState,
		KindHooks, KindNotices, KindNoticeLog, KindHookState, KindHookMark,
		KindEdges, KindEdgesOf, KindPartings, KindPartingsOf, KindSuggestions, KindSuggestionsOf, KindContacts, KindContactOf, KindIdentityNum, KindLists, KindListed, KindSegments, KindAdvocates, KindRewards, KindRewardsOf,
		KindInvitations, KindInvitationsOf,
		KindVerdicts, KindFiled, KindFiledLately, KindCounted, KindCountedLately, KindWatched,
		KindTasks, KindTasksOf, KindTasksDue, KindOrders, KindOrdersByID, KindAvatars,
		KindEnquiries, KindEnquiriesReady, KindEnquiriesDue, KindSources, KindPages, KindUnsought, KindInsights,
	}...)
}

// Table is a typed view of the records of one kind.
type Table[T any] struct {
	Kind    string
	records Records
}

// Get reads one record; ErrNotFound names what is missing.
func (t Table[T]) Get(id string) (T, error) {
	var v T
	raw, err := t.records.Get(id)
	if errors.Is(err, ErrNotFound) {
		return v, fmt.Errorf("%s %q: %w", t.Kind, id, ErrNotFound)
	}
	if err != nil {
		return v, err
	}
	return v, Decode(raw, &v)
}

// Put writes one record.
func (t Table[T]) Put(id string, v T) error {
	raw, err := Encode(v)
	if err != nil {
		return fmt.Errorf("%s %q: %w", t.Kind, id, err)
	}
	return t.records.Put(id, raw)
}

// Delete removes one record; it is no error if there is none.
func (t Table[T]) Delete(id string) error { return t.records.Delete(id) }

// All walks the records in the order of their ids. A record that cannot be
// read yields its error and the walk goes on.
func (t Table[T]) All() iter.Seq2[T, error] { return t.Range("", "") }

// List reads all records in the order of their keys. It ends at the first that
// cannot be read, and gives what stands before it beside the error.
func (t Table[T]) List() ([]T, error) {
	var out []T
	for v, err := range t.All() {
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Range walks from <= id < to.
func (t Table[T]) Range(from, to string) iter.Seq2[T, error] {
	return decoded[T](t.records.Scan(from, to))
}

// Back walks from <= id < to from the end.
func (t Table[T]) Back(from, to string) iter.Seq2[T, error] {
	return decoded[T](t.records.ScanBack(from, to))
}

func decoded[T any](records iter.Seq2[string, []byte]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, raw := range records {
			var v T
			err := Decode(raw, &v)
			if !yield(v, err) {
				return
			}
		}
	}
}

func table[T any](tx Tx, kind string) Table[T] { return Table[T]{kind, tx.Records(kind)} }

// Identities are keyed by Identity.ID.
func Identities(tx Tx) Table[Identity] { return table[Identity](tx, KindIdentities) }

// Accounts are keyed by name.
func Accounts(tx Tx) Table[Account] { return table[Account](tx, KindAccounts) }

// Healths are keyed by the account's name.
func Healths(tx Tx) Table[Health] { return table[Health](tx, KindHealth) }

// InsightsOf holds what networks count of our accounts, by account.
func InsightsOf(tx Tx) Table[Insights] { return table[Insights](tx, KindInsights) }

// Cursors hold how far each source has been read: the connector's own bytes,
// keyed by account, or account and stream.
func Cursors(tx Tx) Table[[]byte] { return table[[]byte](tx, KindCursors) }

// Posts are keyed by Post.ID.
func Posts(tx Tx) Table[Post] { return table[Post](tx, KindPosts) }

// Drafts are keyed by Draft.ID.
func Drafts(tx Tx) Table[Draft] { return table[Draft](tx, KindDrafts) }

// Jobs are keyed by Job.ID. Write them through PutJob and DropJob, which keep
// the order by due time.
func Jobs(tx Tx) Table[Job] { return table[Job](tx, KindJobs) }

// Notes are keyed by doc and Note.ID; see NoteID.
func Notes(tx Tx) Table[Note] { return table[Note](tx, KindNotes) }

// Views are keyed by name.
func Views(tx Tx) Table[View] { return table[View](tx, KindViews) }

// Canneds hold the canned replies, keyed by name.
func Canneds(tx Tx) Table[Canned] { return table[Canned](tx, KindCanned) }

// Corrections are keyed by Correction.ID.
func Corrections(tx Tx) Table[Correction] { return table[Correction](tx, KindCorrections) }

// Journal entries are keyed by Seq; see Number.
func Journal(tx Tx) Table[Entry] { return table[Entry](tx, KindJournal) }

// Sums are keyed by name and day, "response/2006-01-02".
func Sums(tx Tx) Table[Sum] { return table[Sum](tx, KindSums) }

// Aparts are keyed by the Number of a mention that is kept out of clusters.
func Aparts(tx Tx) Table[Apart] { return table[Apart](tx, KindApart) }

// Prefs are keyed by PrefID.
func Prefs(tx Tx) Table[Pref] { return table[Pref](tx, KindPrefs) }

// PrefID is the key of what a user's screen remembers under a name.
func PrefID(user, name string) string { return user + "/" + name }

// Number writes n so that the order of strings is the order of numbers.
func Number(n uint64) string {
	const digits = "0123456789abcdef"
	var b [16]byte
	for i := range b {
		b[15-i] = digits[n>>(4*i)&15]
	}
	return string(b[:])
}

// NoteID is the key of a note: all notes of one mention stand together.
func NoteID(doc Doc, id string) string { return Number(uint64(doc)) + "/" + id }

// codec is the record encoding: CBOR (RFC 8949) with times as RFC 3339 text,
// deterministic, so that equal values are equal bytes. What there is one of for
// every mention, every person or every change of a mention has numbers for the
// names of its fields, and leaves out what is zero: half the bytes for a change
// of state, two thirds for a person. These numbers are in every file; a new
// field gets a new one.
var codec = sync.OnceValues(func() (cbor.EncMode, error) {
	opts := cbor.CoreDetEncOptions()
	opts.Time = cbor.TimeRFC3339Nano
	return opts.EncMode()
})

// Encode gives the bytes of a record.
func Encode(v any) ([]byte, error) {
	mode, err := codec()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(v)
}

// decoder reads what codec writes. It is broader than the library's defaults:
// one journal entry may hold a change of a million mentions, and text from
// outside that is no UTF-8 must come back as it was, not make a record
// unreadable.
var decoder = sync.OnceValues(func() (cbor.DecMode, error) {
	return cbor.DecOptions{
		UTF8:             cbor.UTF8DecodeInvalid,
		MaxArrayElements: math.MaxInt32,
		MaxMapPairs:      math.MaxInt32,
	}.DecMode()
})

// Decode reads the bytes of a record.
func Decode(raw []byte, v any) error {
	mode, err := decoder()
	if err != nil {
		return err
	}
	if err := mode.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%w: a record cannot be read: %w", ErrDamaged, err)
	}
	return nil
}
