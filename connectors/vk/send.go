package vk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/lenient"
	"earshot/store"
)

const sendOp = "post"

// maxMessage is the longest message in characters; maxPost the longest post.
const (
	maxMessage = 4096
	maxPost    = 16384
)

// Send publishes a post or an answer. Every way of VK's drops a second one with
// the same key (random_id of messages, guid of comments and posts).
func (c *Connector) Send(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	p := pen{c, me}
	to, err := p.target(out)
	if err == nil {
		err = fits(to, out.Message)
	}
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	hung, err := p.attach(ctx, to, out.Message.Media)
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	var r ref
	switch to.kind {
	case "":
		r, err = p.publish(ctx, out, hung)
	case kindIM:
		r, err = p.write(ctx, to, out, hung)
	case kindTopic:
		r, err = p.discuss(ctx, to, out, hung)
	default:
		r, err = p.comment(ctx, to, out, hung)
	}
	if err != nil {
		return connectors.Receipt{}, err
	}
	return connectors.Receipt{RemoteID: r.String(), URL: r.url(), At: p.env.Now()}, nil
}

// pen writes for one account.
type pen struct {
	*Connector
	me *self
}

// target is what an answer hangs on; no kind = a new post.
func (p pen) target(out connectors.Outgoing) (ref, error) {
	refuse := func(why string) (ref, error) {
		return ref{}, &fault.Fault{Kind: fault.Permanent, Op: sendOp, What: why, Unsent: true}
	}
	if why := p.speechless(); why != "" {
		return refuse(why)
	}
	if out.ReplyTo == nil {
		if why := cmp.Or(p.can("wall.post"), p.me.rights[rightWall]); why != "" {
			return refuse("a post on the wall cannot be published: " + why)
		}
		return ref{}, nil
	}
	to, ok := parseRef(out.ReplyTo.Key.ID)
	if !ok {
		return refuse("what is answered is nothing of VK's")
	}
	need, right := "wall.createComment", rightWall
	switch to.kind {
	case kindIM:
		need, right = "messages.send", rightMessages
	case kindTopic:
		need = "board.createComment"
	case kindPhoto, kindVideo, kindMarket:
		need = commentMethod(to.kind)
	}
	if why := cmp.Or(p.can(need), p.me.rights[right]); why != "" {
		return refuse("this cannot be answered: " + why)
	}
	return to, nil
}

// speechless tells why nothing can be said in the community's name.
func (p pen) speechless() string {
	switch {
	case p.me.group == 0:
		return "a search only listens; connect the community with --group to answer in its name"
	case !p.me.admin:
		return "the token is not that of an administrator of the community, so nothing can be said in its name"
	}
	return ""
}

// fits checks what VK would refuse.
func fits(to ref, m store.Message) error {
	n, most := utf8.RuneCountInString(m.Text), maxMessage
	if to.kind == "" {
		most = maxPost
	}
	switch {
	case strings.TrimSpace(m.Text) == "" && len(m.Media) == 0:
		return fault.New(fault.Permanent, sendOp, "there is nothing to send; write a text or add a picture")
	case n > most:
		return fault.New(fault.Permanent, sendOp, "the text has %d characters, VK takes %d; shorten it by %d", n, most, n-most)
	case len(m.Media) > limits().Media:
		return fault.New(fault.Permanent, sendOp, "there are %d files, VK takes %d", len(m.Media), limits().Media)
	}
	return nil
}

// randomID makes the number by which VK drops a second message out of the key;
// never 0, which would mean none.
func randomID(key string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // a hash takes everything
	return int(h.Sum32()&(1<<31-1)) | 1
}

// silent is the fault of an answer that tells no number: it may stand.
func (p pen) silent() error {
	f := fault.Of(p.alien(sendOp, lenient.ErrShape))
	f.What = "VK took this and gave no number for it"
	return f
}

// write sends a message. A community's token may name the conversation in a
// list, and is then told the number that holds in chats, too.
func (p pen) write(ctx context.Context, to ref, out connectors.Outgoing, hung string) (ref, error) {
	params := api.Params{"message": out.Message.Text, "random_id": randomID(out.Key)}
	if hung != "" {
		params["attachment"] = hung
	}
	if to.chat && to.reply > 0 {
		raw, _ := json.Marshal(map[string]any{"peer_id": to.item, "conversation_message_ids": []int{to.reply}, "is_reply": 1}) // plain values
		params["forward"] = string(raw)
	}
	t := p.pick("messages.send")
	if p.kindOf(t) != community {
		params["peer_id"], params["group_id"] = to.item, p.me.group
		var id int
		if err := p.call(ctx, sendOp, "messages.send", params, &id); err != nil {
			return ref{}, err
		}
		if id <= 0 {
			return ref{}, p.silent()
		}
		return messageRef(p.me.group, message{ID: id, PeerID: to.item}), nil
	}
	params["peer_ids"] = to.item
	var sent []struct {
		ID    int `json:"message_id"`
		Local int `json:"conversation_message_id"`
		Error struct {
			Code  api.ErrorType `json:"code"`
			Words string        `json:"description"`
		} `json:"error"`
	}
	if err := p.call(ctx, sendOp, "messages.send", params, &sent); err != nil {
		return ref{}, err
	}
	if len(sent) == 1 && sent[0].Error.Code != api.ErrNoType {
		return ref{}, p.refusal(sendOp, "messages.send", &api.Error{Code: sent[0].Error.Code, Message: sent[0].Error.Words})
	}
	if len(sent) != 1 || sent[0].ID <= 0 && sent[0].Local <= 0 {
		return ref{}, p.silent()
	}
	return messageRef(p.me.group, message{ID: sent[0].ID, Local: sent[0].Local, PeerID: to.item}), nil
}

// kindOf is the kind of a token.
func (c *caller) kindOf(t *token) kind {
	c.mu.Lock()
	defer c.mu.Unlock()
	return t.kind
}

// commentMethod is the method that writes below a photo, a video, a good.
func commentMethod(kind string) string {
	switch kind {
	case kindPhoto:
		return "photos.createComment"
	case kindVideo:
		return "video.createComment"
	case kindMarket:
		return "market.createComment"
	}
	return "wall.createComment"
}

// comment writes below a post, photo, video or good.
func (p pen) comment(ctx context.Context, to ref, out connectors.Outgoing, hung string) (ref, error) {
	params := p.said(out, hung)
	params["owner_id"] = to.owner
	item := map[string]string{kindWall: "post_id", kindPhoto: "photo_id", kindVideo: "video_id", kindMarket: "item_id"}
	params[item[to.kind]] = to.item
	if to.reply > 0 {
		params["reply_to_comment"] = to.reply
	}
	method := commentMethod(to.kind)
	if to.kind == kindWall {
		params["from_group"] = p.me.group // of these the others take a yes
		var made struct {
			ID int `json:"comment_id"`
		}
		if err := p.call(ctx, sendOp, method, params, &made); err != nil {
			return ref{}, err
		}
		to.reply = made.ID
	} else if err := p.call(ctx, sendOp, method, params, &to.reply); err != nil {
		return ref{}, err
	}
	if to.reply <= 0 {
		return ref{}, p.silent()
	}
	return to, nil
}

// said are the parameters of everything that hangs on a wall or in a
// discussion.
func (p pen) said(out connectors.Outgoing, hung string) api.Params {
	params := api.Params{"message": out.Message.Text, "from_group": 1, "guid": out.Key}
	if hung != "" {
		params["attachments"] = hung
	}
	return params
}

// discuss writes in a discussion.
func (p pen) discuss(ctx context.Context, to ref, out connectors.Outgoing, hung string) (ref, error) {
	params := p.said(out, hung)
	params["group_id"], params["topic_id"] = strconv.Itoa(-to.owner), to.item
	var id int
	if err := p.call(ctx, sendOp, "board.createComment", params, &id); err != nil {
		return ref{}, err
	}
	if id <= 0 {
		return ref{}, p.silent()
	}
	to.reply = id
	return to, nil
}

// publish posts on the community's wall.
func (p pen) publish(ctx context.Context, out connectors.Outgoing, hung string) (ref, error) {
	params := p.said(out, hung)
	params["owner_id"] = -p.me.group
	var made struct {
		ID int `json:"post_id"`
	}
	if err := p.call(ctx, sendOp, "wall.post", params, &made); err != nil {
		return ref{}, err
	}
	if made.ID <= 0 {
		return ref{}, p.silent()
	}
	return ref{kind: kindWall, owner: -p.me.group, item: made.ID}, nil
}

// attach uploads pictures and gives the words by which VK hangs them on.
func (p pen) attach(ctx context.Context, to ref, files []store.Attachment) (string, error) {
	var names []string
	for _, f := range files {
		owner, id, err := p.upload(ctx, to, f)
		if err != nil {
			return "", err
		}
		names = append(names, fmt.Sprintf("photo%d_%d", owner, id))
	}
	return strings.Join(names, ","), nil
}
