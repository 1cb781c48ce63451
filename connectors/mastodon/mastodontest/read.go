package mastodontest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// page cuts a list (oldest first) to what the query asks for, newest first,
// and writes the Link header.
func page[T any](s site, w http.ResponseWriter, r *http.Request, all []T, id func(T) string, limit, top int) []T {
	q := r.URL.Query()
	if n, err := strconv.Atoi(q.Get("limit")); err == nil && n > 0 {
		limit = min(n, top)
	}
	lower := q.Get("since_id")
	fromOldest := false
	if m := q.Get("min_id"); m != "" {
		lower, fromOldest = m, !s.opts.MinIDIsSince
	}
	var in []T
	for _, x := range all {
		if m := q.Get("max_id"); m != "" && compare(id(x), m) >= 0 || lower != "" && compare(id(x), lower) <= 0 {
			continue
		}
		in = append(in, x)
	}
	if len(in) > limit {
		if fromOldest {
			in = in[:limit]
		} else {
			in = in[len(in)-limit:]
		}
	}
	in = slices.Clone(in)
	slices.Reverse(in)
	if len(in) > 0 {
		links := []string{s.link(r, "prev", "min_id", id(in[0]))}
		if len(in) == limit {
			links = append([]string{s.link(r, "next", "max_id", id(in[len(in)-1]))}, links...)
		}
		w.Header().Set("Link", strings.Join(links, ", "))
	}
	return in
}

func (s site) link(r *http.Request, rel, key, id string) string {
	q := url.Values{}
	for k, v := range r.URL.Query() {
		if k != "max_id" && k != "min_id" && k != "since_id" {
			q[k] = v
		}
	}
	q.Set(key, id)
	return fmt.Sprintf("<%s%s?%s>; rel=%q", s.base, r.URL.Path, q.Encode(), rel)
}

// render turns statuses to JSON.
func (w *world) render(list []*status, u *user) []any {
	out := []any{}
	for _, st := range list {
		out = append(out, w.status(st, u))
	}
	return out
}

func (s site) getNotifications(rw http.ResponseWriter, r *http.Request, u *user) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	want, not := r.URL.Query()["types[]"], r.URL.Query()["exclude_types[]"]
	var mine []*notice
	for _, n := range w.notices {
		if n.to == u && (len(want) == 0 || slices.Contains(want, n.kind)) && !slices.Contains(not, n.kind) {
			mine = append(mine, n)
		}
	}
	out := []any{}
	for _, n := range page(s, rw, r, mine, func(n *notice) string { return n.id }, 40, 80) {
		out = append(out, w.notification(n))
	}
	s.json(rw, http.StatusOK, out)
}

func (s site) getTag(rw http.ResponseWriter, r *http.Request, u *user) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	tag := r.PathValue("tag")
	var in []*status
	for _, st := range w.statuses {
		if st.visibility == "public" && slices.ContainsFunc(st.tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
			in = append(in, st)
		}
	}
	s.json(rw, http.StatusOK, w.render(page(s, rw, r, in, statusID, 20, 40), u))
}

func statusID(st *status) string { return st.id }

func (s site) getAccountStatuses(rw http.ResponseWriter, r *http.Request, u *user) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	var in []*status
	for _, st := range w.statuses {
		if st.author.id == r.PathValue("id") && w.sees(u, st) {
			in = append(in, st)
		}
	}
	s.json(rw, http.StatusOK, w.render(page(s, rw, r, in, statusID, 20, 40), u))
}

// getLookup finds an account by its name, as the server knows it; it asks no
// other server. It is public.
func (s site) getLookup(rw http.ResponseWriter, r *http.Request) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if u := w.known(strings.TrimPrefix(r.URL.Query().Get("acct"), "@")); u != nil {
		s.json(rw, http.StatusOK, w.account(u))
		return
	}
	s.fail(rw, http.StatusNotFound, "Record not found")
}

// getSearch looks for a text in public statuses, and in one's own with
// "from:me"; newest first, with offset.
func (s site) getSearch(rw http.ResponseWriter, r *http.Request, u *user) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	q := r.URL.Query()
	limit, offset := 20, 0
	if n, err := strconv.Atoi(q.Get("limit")); err == nil {
		limit = min(n, 40)
	}
	if n, err := strconv.Atoi(q.Get("offset")); err == nil {
		offset = n
	}
	found := []any{}
	for _, st := range slices.Backward(w.statuses) {
		text, own := strings.CutPrefix(q.Get("q"), "from:me")
		hit := strings.Contains(strings.ToLower(st.text), strings.ToLower(strings.TrimSpace(text)))
		if s.opts.NoSearch || !hit || own && st.author != u || !own && st.visibility != "public" {
			continue
		}
		if offset > 0 {
			offset--
			continue
		}
		if len(found) < limit {
			found = append(found, w.status(st, u))
		}
	}
	s.json(rw, http.StatusOK, object{"accounts": []any{}, "hashtags": []any{}, "statuses": found})
}

// visible finds a status for a reader or answers 404.
func (s site) visible(rw http.ResponseWriter, r *http.Request, u *user) *status {
	st := s.world.find(r.PathValue("id"))
	if st == nil || !s.world.sees(u, st) {
		s.fail(rw, http.StatusNotFound, "Record not found")
		return nil
	}
	return st
}

func (s site) getStatus(rw http.ResponseWriter, r *http.Request, u *user) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	if st := s.visible(rw, r, u); st != nil {
		s.json(rw, http.StatusOK, s.world.status(st, u))
	}
}

func (s site) getContext(rw http.ResponseWriter, r *http.Request, u *user) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	st := s.visible(rw, r, u)
	if st == nil {
		return
	}
	var up, down []*status
	for p := w.find(st.replyTo); p != nil; p = w.find(p.replyTo) {
		up = append([]*status{p}, up...)
	}
	in := map[string]bool{st.id: true}
	for _, x := range w.statuses { // oldest first: parents come before children
		if in[x.replyTo] && w.sees(u, x) {
			in[x.id] = true
			down = append(down, x)
		}
	}
	s.json(rw, http.StatusOK, object{"ancestors": w.render(up, u), "descendants": w.render(down, u)})
}
