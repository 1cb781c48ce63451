package mail

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors/mailfile"
	"earshot/store"
	"earshot/store/desk"
)

const (
	wholeSize = 256 << 10 // bytes: a message up to this is read whole
	batchSize = 2 << 20   // bytes asked for in one command
)

// message is one message of a folder as the server gave it.
type message struct {
	uid     imap.UID
	flags   []imap.Flag
	arrived time.Time
	raw     []byte
}

// messages reads some messages: first what they are, then the small ones whole
// and in lots, the large ones part by part.
func (r *reading) messages(ctx context.Context, uids []imap.UID) ([]*message, error) {
	about, err := r.fetch(ctx, imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, Flags: true, InternalDate: true, RFC822Size: true}, 0)
	if err != nil {
		return nil, err
	}
	var out, lot []*message
	room := int64(batchSize)
	flush := func() error {
		err := r.whole(ctx, lot, batchSize-room)
		lot, room = nil, batchSize
		return err
	}
	for _, a := range about {
		if a.UID == 0 {
			continue
		}
		m := &message{uid: a.UID, flags: a.Flags, arrived: a.InternalDate}
		out = append(out, m)
		switch size := max(a.RFC822Size, 1); {
		case passed(a.Flags):
		case size > wholeSize:
			if m.raw, err = r.large(ctx, a.UID); err != nil {
				return nil, err
			}
		default:
			if size > room {
				if err := flush(); err != nil {
					return nil, err
				}
			}
			lot, room = append(lot, m), room-size
		}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b *message) int { return int(int64(a.uid) - int64(b.uid)) })
	return out, nil
}

// whole reads small messages. What a server sends beyond the size that it told is
// not asked for.
func (r *reading) whole(ctx context.Context, lot []*message, size int64) error {
	if len(lot) == 0 {
		return nil
	}
	var set imap.UIDSet
	for _, m := range lot {
		set.AddNum(m.uid)
	}
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: wholeSize}}
	got, err := r.fetch(ctx, set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}, 2*size)
	if err != nil {
		return err
	}
	for _, g := range got {
		i := slices.IndexFunc(lot, func(m *message) bool { return m.uid == g.UID })
		if i >= 0 && len(g.BodySection) > 0 {
			lot[i].raw = g.BodySection[0].Bytes
		}
	}
	return nil
}

// event turns a message into what the desk takes; false if it is none, which the
// log tells.
func (r *reading) event(m *message) (desk.Event, bool) {
	if len(m.raw) == 0 {
		return desk.Event{}, false // gone meanwhile
	}
	mail, err := mailfile.Read(m.raw, m.arrived, r.now())
	if err != nil {
		r.log.Warn("a mail cannot be read as it should", "folder", r.name, "uid", m.uid, "reason", err.Error())
		if mail, err = mailfile.Salvage(m.raw, err, m.arrived, r.now()); err != nil {
			return desk.Event{}, false
		}
	}
	out := mail.Mention
	out.Account = r.account.Name
	out.Author.ID = out.Author.Email
	own := out.Author.Email != "" && out.Author.Email == r.address()
	if r.ours && (!own || out.Place.Parent == "") {
		return desk.Event{}, false // of what we sent only answers belong to a dialogue
	}
	remember(mail)
	keep(out, extraPlace, spot{Folder: r.name, Validity: r.at.Validity, UID: uint32(m.uid)})
	e := desk.Event{Mention: out, Quiet: mail.Quiet()}
	for _, b := range mail.Bounces {
		e.Bounces = append(e.Bounces, desk.Bounce{
			Of: store.Key{Network: Network, ID: b.Of}, Identity: Network + ":" + b.To, Status: b.Status, Why: b.Why, Final: b.Final,
		})
	}
	if len(mail.Bounces) > 0 && out.Place.Parent == "" {
		out.Place.Parent = mail.Bounces[0].Of // it belongs to what it is about
	}
	return e, true
}

// The fields of a mention in which an answer finds what it needs.
const (
	extraReplyTo    = "mail_reply_to"
	extraTo         = "mail_to"
	extraReferences = "mail_references"
	extraPlace      = "mail_place"
)

// spot is where a mail lay when it was read.
type spot struct {
	Folder   string `json:"folder"`
	Validity uint32 `json:"validity"`
	UID      uint32 `json:"uid"`
}

// maxExtra caps the ids and addresses kept for an answer.
const maxExtra = 20

// remember keeps with a mention what an answer to it needs.
func remember(m *mailfile.Mail) {
	for name, list := range map[string][]string{extraReplyTo: m.ReplyTo, extraTo: m.To, extraReferences: m.References} {
		if len(list) == 0 {
			continue
		}
		if len(list) > maxExtra { // the root, and the newest
			list = append(slices.Clone(list[:1]), list[len(list)-maxExtra+1:]...)
		}
		keep(m.Mention, name, list)
	}
}

// keep puts a value into the further fields of a mention.
func keep(m *store.Mention, name string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		return // numbers and strings always marshal
	}
	if m.Extra == nil {
		m.Extra = map[string]json.RawMessage{}
	}
	m.Extra[name] = raw
}

// recall gives what remember kept.
func recall(m *store.Mention, name string) (list []string) {
	_ = json.Unmarshal(m.Extra[name], &list) // what came from a file has none
	return slices.DeleteFunc(list, func(s string) bool { return strings.TrimSpace(s) == "" })
}
