package mastodontest

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// idempotentFor is how long a key is remembered.
const idempotentFor = time.Hour

func (s site) postStatus(rw http.ResponseWriter, r *http.Request, u *user) {
	_ = r.ParseMultipartForm(1 << 20) // a form that cannot be read is an empty one
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	key := r.Header.Get("Idempotency-Key")
	if s.repeated(rw, u, key) {
		return
	}
	if s.scheduled(rw, r.Form) {
		return
	}
	st, code, why := w.draft(u, r.Form)
	if why != "" {
		s.fail(rw, code, why)
		return
	}
	st.key = key
	w.add(st)
	if key != "" {
		w.keys[u.token+"\x00"+key] = used{st.id, s.opts.Now()}
	}
	s.json(rw, http.StatusOK, w.status(st, u))
}

// repeated answers a key that was seen before.
func (s site) repeated(rw http.ResponseWriter, u *user, key string) bool {
	w := s.world
	old, ok := w.keys[u.token+"\x00"+key]
	if key == "" || !ok || s.opts.Now().Sub(old.at) > idempotentFor {
		return false
	}
	if s.opts.Dialect == GoToSocial {
		s.json(rw, http.StatusOK, object{"status": "request already handled"})
		return true
	}
	if st := w.find(old.status); st != nil {
		s.json(rw, http.StatusOK, w.status(st, u))
		return true
	}
	return false
}

// scheduled answers a status for later: refused under five minutes.
func (s site) scheduled(rw http.ResponseWriter, f url.Values) bool {
	if f.Get("scheduled_at") == "" {
		return false
	}
	at, err := time.Parse(time.RFC3339, f.Get("scheduled_at"))
	if err != nil || at.Before(s.opts.Now().Add(5*time.Minute)) {
		s.fail(rw, http.StatusUnprocessableEntity, "Validation failed: Scheduled at The scheduled date must be in the future")
		return true
	}
	s.json(rw, http.StatusOK, object{
		"id": s.world.id(), "scheduled_at": stamp(at), "media_attachments": []any{},
		"params": object{
			"text": f.Get("status"), "visibility": "public", "application_id": 1, "with_rate_limit": false,
			"poll": nil, "media_ids": nil, "sensitive": false, "language": nil, "scheduled_at": nil,
			"idempotency": nil, "spoiler_text": nil, "in_reply_to_id": nil, "quoted_status_id": nil,
		},
	})
	return true
}

// draft reads and checks a status; why says what is wrong.
func (w *world) draft(u *user, f url.Values) (st *status, code int, why string) {
	st = &status{
		content: content{text: f.Get("status"), warning: f.Get("spoiler_text"), lang: f.Get("language")}, author: u,
		visibility: f.Get("visibility"), replyTo: f.Get("in_reply_to_id"), media: f["media_ids[]"],
	}
	if st.visibility == "" {
		st.visibility = u.privacy
	}
	if !strings.Contains(" public unlisted private direct ", " "+st.visibility+" ") {
		return nil, 422, "Validation failed: Visibility is not included in the list"
	}
	if strings.TrimSpace(st.text) == "" && len(st.media) == 0 {
		return nil, 422, "Validation failed: Text can't be blank"
	}
	if n := w.count(st); n > w.s.opts.MaxChars {
		return nil, 422, "Validation failed: Text character limit of 500 exceeded"
	}
	for _, id := range st.media {
		if m := w.uploads[id]; m == nil || m.waits > 0 {
			return nil, 422, "Cannot attach files that have not finished processing. Try again in a moment!"
		}
	}
	if p := w.find(st.replyTo); st.replyTo != "" && (p == nil || !w.sees(u, p)) {
		return nil, 404, "The post you are trying to reply to does not exist."
	}
	w.read(st)
	return st, 0, ""
}

// count counts as the dialect does: Mastodon takes every link for 23 and only
// the name of a mention; the others count what stands there.
func (w *world) count(st *status) int {
	if w.s.opts.Dialect != Mastodon {
		return utf8.RuneCountInString(st.warning + st.text)
	}
	n := uniseg.GraphemeClusterCount(st.warning)
	for _, p := range words(st.text) {
		switch p.kind {
		case 'h':
			n += 23
		case '@':
			name, _, _ := strings.Cut(p.text, "@")
			n += 1 + len(name)
		case '#':
			n += 1 + uniseg.GraphemeClusterCount(p.text)
		default:
			n += uniseg.GraphemeClusterCount(p.text)
		}
	}
	return n
}

func (s site) putStatus(rw http.ResponseWriter, r *http.Request, u *user) {
	_ = r.ParseForm() // as in postStatus
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	st := w.find(r.PathValue("id"))
	if st == nil || st.author != u {
		s.fail(rw, http.StatusNotFound, "Record not found")
		return
	}
	w.edit(st, r.Form.Get("status"))
	s.json(rw, http.StatusOK, w.status(st, u))
}

func (s site) deleteStatus(rw http.ResponseWriter, r *http.Request, u *user) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	st := w.find(r.PathValue("id"))
	if st == nil || st.author != u {
		s.fail(rw, http.StatusNotFound, "Record not found")
		return
	}
	o := w.status(st, u)
	o["text"] = st.text
	w.remove(st)
	s.json(rw, http.StatusOK, o)
}

// maxUpload is the size limit that the instance announces, in bytes.
const maxUpload = 1 << 20

func (s site) postMedia(rw http.ResponseWriter, r *http.Request, _ *user) {
	file, head, err := r.FormFile("file")
	if err != nil {
		s.fail(rw, http.StatusUnprocessableEntity, "Validation failed: File can't be blank")
		return
	}
	defer func() { _ = file.Close() }() // read only
	raw, err := io.ReadAll(io.LimitReader(file, maxUpload+1))
	if err != nil || len(raw) > maxUpload {
		s.fail(rw, http.StatusUnprocessableEntity, "Validation failed: File size must be less than 1 MB")
		return
	}
	kind, _, _ := strings.Cut(http.DetectContentType(raw), "/")
	if kind != "image" && kind != "video" && kind != "audio" {
		s.fail(rw, http.StatusUnprocessableEntity, "Validation failed: File content type is invalid")
		return
	}
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	m := &upload{id: w.id(), kind: kind, name: head.Filename, alt: r.FormValue("description"), size: len(raw), waits: s.opts.MediaWaits}
	w.uploads[m.id] = m
	if m.waits > 0 {
		s.json(rw, http.StatusAccepted, w.attachment(m, false))
		return
	}
	s.json(rw, http.StatusOK, w.attachment(m, true))
}

func (s site) getMedia(rw http.ResponseWriter, r *http.Request, _ *user) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.uploads[r.PathValue("id")]
	if m == nil {
		s.fail(rw, http.StatusNotFound, "Record not found")
		return
	}
	if m.waits > 0 {
		if m.waits--; m.waits > 0 {
			s.json(rw, http.StatusPartialContent, w.attachment(m, false))
			return
		}
	}
	s.json(rw, http.StatusOK, w.attachment(m, true))
}

// Uploads is how many files have been uploaded, and their names.
func (s *stage) Uploads() []string {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	var names []string
	for _, m := range w.uploads {
		names = append(names, m.name)
	}
	return names
}
