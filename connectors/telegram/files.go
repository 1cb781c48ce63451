package telegram

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/clean"
)

const (
	fetchOp = "fetch the file"
	// maxFetch is the largest file that the Bot API gives a bot, in bytes.
	maxFetch = 20 << 20
	// fetchPatience is how long one file may take.
	fetchPatience = 5 * time.Minute
	// maxFileName caps the name that a sender gives a file, in bytes.
	maxFileName = 240
)

// attachmentURL is the address of a file as a mention holds it: its name, and
// the id that stays the same wherever the file turns up. The id by which it is
// fetched may be another in every message, and stands in Extra.
func attachmentURL(f *file) string {
	q := url.Values{"id": {clean.Line(f.UniqueID, 64)}}
	if f.Size > 0 {
		q.Set("size", strconv.FormatInt(f.Size, 10))
	}
	if f.MIME != "" {
		q.Set("type", clean.Line(f.MIME, 100))
	}
	return "attachment:" + url.PathEscape(clean.Line(f.Name, maxFileName)) + "?" + q.Encode()
}

// Attachment implements connectors.Picker: getFile tells where the file lies, for
// an hour.
func (c *Connector) Attachment(ctx context.Context, m *store.Mention, n int) (connectors.File, error) {
	what, at, ok := hanging(m, n)
	if !ok {
		return connectors.File{}, fault.New(fault.Permanent, fetchOp, "the message does not say where this file lies; save it in Telegram itself")
	}
	var got file
	if err := c.get(ctx, fetchOp, "getFile", url.Values{"file_id": {at}}, &got); err != nil {
		return connectors.File{}, notGiven(err, what)
	}
	if got.Size > maxFetch {
		return connectors.File{}, tooLarge(what, got.Size)
	}
	address, err := c.fileAddress(got.Path)
	if err != nil {
		return connectors.File{}, err
	}
	resp, err := c.http.Do(ctx, httpx.Request{Op: fetchOp, Method: http.MethodGet, URL: address, Timeout: fetchPatience, MaxBody: maxFetch})
	switch {
	case httpx.IsTooLong(err):
		return connectors.File{}, tooLarge(what, 0)
	case fault.Is(err, fault.Gone), fault.Is(err, fault.Unauthorized):
		return connectors.File{}, fault.New(fault.Permanent, fetchOp, "Telegram does not have this file any more")
	case err != nil:
		return connectors.File{}, err
	}
	return connectors.File{Name: fileName(m, n, what, got.Path), Content: resp.Body}, nil
}

// hanging gives the n-th file of a mention and the id that fetches it.
func hanging(m *store.Mention, n int) (what store.Media, id string, ok bool) {
	var x Extra
	if json.Unmarshal(m.Extra[Network], &x) != nil {
		return what, "", false
	}
	for i, media := range m.Body.Media {
		if _, is := media.Attached(); !is {
			continue
		}
		if n == 0 {
			return media, at(x.Files, i), at(x.Files, i) != ""
		}
		n--
	}
	return what, "", false
}

func at(all []string, i int) string {
	if i >= len(all) {
		return ""
	}
	return all[i]
}

// notGiven says why getFile gives nothing. It refuses a file, never the account.
func notGiven(err error, what store.Media) error {
	f := *fault.Of(err)
	switch words := strings.ToLower(f.What); {
	case f.Kind != fault.Permanent:
		return err
	case strings.Contains(words, "too big"):
		a, _ := what.Attached()
		return tooLarge(what, a.Size)
	case strings.Contains(words, "file_id"), strings.Contains(words, "temporarily unavailable"):
		f.What = "Telegram does not give this file; it may have been deleted, or belongs to another bot"
	}
	return &f
}

func tooLarge(what store.Media, size int64) error {
	has := "is larger"
	if size > 0 {
		has = "has " + strconv.FormatFloat(float64(size)/(1<<20), 'f', 1, 64) + " MB"
	}
	return fault.New(fault.Permanent, fetchOp, "Telegram gives bots files of at most 20 MB, and %q %s; save it in Telegram itself", clean.Line(what.Alt, 100), has)
}

// fileAddress is where a file lies. The path is the server's word, and may lead
// nowhere but to a file of this bot.
func (a *api) fileAddress(where string) (string, error) {
	if strings.HasPrefix(where, "/") {
		return "", fault.New(fault.Permanent, fetchOp, "%s keeps files on its own disk (it runs with --local), where earshot cannot read them", a.base.Hostname())
	}
	u := a.base.JoinPath("file", "bot"+a.token)
	for part := range strings.SplitSeq(where, "/") {
		if part == "" || part == "." || part == ".." || strings.ContainsAny(part, "\\%?#") {
			return "", a.alien(fetchOp, nil)
		}
		u = u.JoinPath(url.PathEscape(part))
	}
	return u.String(), nil
}

// fileName is what a file is called: as its sender called it, else by its kind
// and the number of the message.
func fileName(m *store.Mention, n int, what store.Media, where string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(what.URL, "attachment:"), "?")
	if name, err := url.PathUnescape(name); err == nil && name != "" {
		return name
	}
	p, _ := readPlace(m.Key.ID)
	name = map[string]string{"image": "photo", "video": "video", "audio": "voice"}[what.Type]
	if name == "" {
		name = "file"
	}
	name += "-" + id(p.message)
	if n > 0 {
		name += "-" + strconv.Itoa(n+1)
	}
	return name + path.Ext(where)
}
