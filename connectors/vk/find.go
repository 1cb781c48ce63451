package vk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// skew is how far VK's clock may be behind ours when we look for what we may
// have said.
const skew = 2 * time.Minute

// keyHolds is how long VK is relied on to drop a second comment by its guid,
// where we cannot look.
const keyHolds = time.Hour

const findOp = "look whether it arrived"

// Find looks where a post or an answer would stand, since it was first tried.
// A community token sees neither walls nor discussions: there VK itself drops
// the second one, for an hour.
func (c *Connector) Find(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, bool, error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return connectors.Receipt{}, false, err
	}
	p := pen{c, me}
	to, err := p.target(out)
	if err != nil {
		return connectors.Receipt{}, false, err
	}
	var found ref
	switch to.kind {
	case kindIM:
		found, err = p.findMessage(ctx, to, out)
	case "":
		found, err = p.findPost(ctx, out)
	case kindWall, kindTopic:
		found, err = p.findComment(ctx, to, out)
	default:
		err = p.byKey(out)
	}
	if err != nil || found.item == 0 {
		return connectors.Receipt{}, false, err
	}
	return connectors.Receipt{RemoteID: found.String(), URL: found.url(), At: store.Stamp(out.Made)}, true, nil
}

// byKey relies on VK's memory of keys, as long as it lasts; then a person is
// asked, whose retry sends without looking.
func (p pen) byKey(out connectors.Outgoing) error {
	if p.env.Now().Sub(out.Made) < keyHolds {
		return nil
	}
	return &fault.Fault{
		Kind: fault.Permanent, Op: findOp, Err: connectors.ErrUnsure,
		What: "nobody can tell whether this arrived, for the token may not read it; look there, then retry it or mark it as arrived",
	}
}

// ours tells whether something is the post in question.
func (p pen) ours(from, date int, text string, hung int, out connectors.Outgoing) bool {
	return from == p.me.id && time.Unix(int64(date), 0).After(out.Made.Add(-skew)) &&
		essence(text) == essence(out.Message.Text) && hung >= len(out.Message.Media)
}

func (p pen) findMessage(ctx context.Context, to ref, out connectors.Outgoing) (ref, error) {
	list, err := p.messages(ctx, p.me.group, to.item, 0)
	if err != nil {
		return ref{}, err
	}
	key := randomID(out.Key)
	i := slices.IndexFunc(list, func(x message) bool {
		return x.RandomID == key && x.FromID == p.me.id || x.RandomID == 0 && p.ours(x.FromID, x.Date, x.Text, len(x.Attachments), out)
	})
	if i < 0 {
		return ref{}, nil
	}
	return messageRef(p.me.group, list[i]), nil
}

func (p pen) findPost(ctx context.Context, out connectors.Outgoing) (ref, error) {
	var list struct {
		Items []post `json:"items"`
	}
	params := api.Params{"owner_id": -p.me.group, "filter": "owner", "count": wallPage}
	if err := p.call(ctx, findOp, "wall.get", params, &list); err != nil {
		return ref{}, err
	}
	for _, x := range list.Items {
		if x.ID > 0 && p.ours(x.FromID, x.Date, x.Text, len(x.Attachments), out) {
			return ref{kind: kindWall, owner: -p.me.group, item: x.ID}, nil
		}
	}
	return ref{}, nil
}

// findComment looks among the newest comments: below a post also in the branch
// that was answered, whose beginning the mention or its parent is.
func (p pen) findComment(ctx context.Context, to ref, out connectors.Outgoing) (ref, error) {
	if to.kind == kindWall && p.can("wall.getComments") != "" || to.kind == kindTopic && p.can("board.getComments") != "" {
		return ref{}, p.byKey(out)
	}
	branches := []int{0}
	if to.kind == kindWall && to.reply > 0 {
		branches = []int{to.reply, 0}
		if up, ok := parseRef(out.ReplyTo.Place.Parent); ok && up.reply > 0 {
			branches = []int{to.reply, up.reply, 0}
		}
	}
	for _, branch := range branches {
		list, err := p.comments(ctx, to.parent(), branch, 0)
		if err != nil && (branch == 0 || !told(err) || !fault.Is(err, fault.Permanent)) {
			return ref{}, err
		}
		for _, x := range flat(list) {
			if p.ours(x.FromID, x.Date, x.Text, len(x.Attachments), out) {
				to.reply = x.ID
				return to, nil
			}
		}
	}
	return ref{}, nil
}

// flat lists comments with what was answered to each.
func flat(list []comment) (out []comment) {
	for _, x := range list {
		out = append(append(out, x), x.Thread.Items...)
	}
	return out
}

// essence reduces a text to what survives VK's formatting: letters, digits and
// signs such as emoji, of names only the words.
func essence(s string) string {
	s, _ = words(s)
	kept := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r > unicode.MaxASCII && unicode.IsSymbol(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	if kept == "" {
		return strings.Join(strings.Fields(s), "")
	}
	return kept
}
