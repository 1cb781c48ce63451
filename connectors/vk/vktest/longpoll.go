package vktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// most is how many events one answer holds.
const most = 100

// longPollServer hands out the address of the events.
func (r *request) longPollServer() (any, *refusal) {
	switch {
	case r.num("group_id") != Group:
		return nil, refuse(15, "Access denied: no access to call this method")
	case !r.s.w.enabled:
		return nil, refuse(100, "One of the parameters specified was missing or invalid: longpoll for this group is not enabled")
	}
	r.s.joined++
	return map[string]any{
		"key": r.s.keyText(), "server": "http://" + r.host + "/whp/" + strconv.Itoa(Group), "ts": strconv.Itoa(r.s.w.ts()),
	}, nil
}

func (s *Server) keyText() string { return fmt.Sprintf("long-poll-key-%d", s.key) }

func (w *world) ts() int { return firstTS + len(w.events) }

// longPoll answers with the events after ts, or waits for one.
func (s *Server) longPoll(w http.ResponseWriter, req *http.Request) {
	wait, _ := strconv.Atoi(req.FormValue("wait")) // 0 = not at all
	late := time.NewTimer(time.Duration(min(max(wait, 0), 90)) * time.Second)
	defer late.Stop()
	for {
		s.mu.Lock()
		if h := s.odd[LongPoll]; h != nil {
			s.calls = append(s.calls, Call{Method: LongPoll, Form: req.Form, At: time.Now()})
			s.mu.Unlock()
			h(w, req)
			return
		}
		answer, some := s.updates(req)
		news := s.news
		s.mu.Unlock()
		if !some {
			select {
			case <-news:
				continue
			case <-late.C:
			case <-req.Context().Done():
				return
			}
		}
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_ = json.NewEncoder(w).Encode(answer) // the client may have gone
		return
	}
}

// updates are the events after ts; some tells whether to answer at once.
func (s *Server) updates(req *http.Request) (answer map[string]any, some bool) {
	if req.FormValue("key") != s.keyText() || req.FormValue("act") != "a_check" {
		return map[string]any{"failed": 2}, true
	}
	ts, err := strconv.Atoi(req.FormValue("ts"))
	if err != nil || ts < firstTS || ts > s.w.ts() {
		return map[string]any{"failed": 3}, true
	}
	if ts-firstTS < s.lost {
		return map[string]any{"failed": 1, "ts": s.w.ts()}, true // a number here, a text elsewhere
	}
	list := s.w.events[ts-firstTS:]
	list = list[:min(len(list), most)]
	updates := []any{}
	for i, e := range list {
		updates = append(updates, map[string]any{
			"type": e.kind, "object": e.object, "group_id": Group, "v": "5.131", "event_id": fmt.Sprintf("%040d", ts+i+1),
		})
	}
	return map[string]any{"ts": strconv.Itoa(ts + len(list)), "updates": updates}, len(list) > 0
}

// ExpireKey makes every key that was handed out worthless (failed 2).
func (s *Server) ExpireKey() { s.change(func() { s.key++ }) }

// Forget lets the server forget all events so far (failed 1).
func (s *Server) Forget() { s.change(func() { s.lost = len(s.w.events) }) }

// Restart lets the server forget everything about events: the key, and what the
// numbers meant (failed 2, then 3).
func (s *Server) Restart() {
	s.change(func() {
		s.key++
		s.lost, s.w.events = 0, nil
	})
}

// Joined counts the servers of events that were handed out.
func (s *Server) Joined() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.joined
}

// change changes something and wakes those who listen.
func (s *Server) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
	close(s.news)
	s.news = make(chan struct{})
}

// everyEvent are those that a community can send.
func everyEvent() []string {
	names := []string{
		"audio_new", "video_new", "photo_new", "message_new", "message_reply", "message_edit", "message_allow", "message_deny", "message_read",
		"message_typing_state", "message_event", "wall_post_new", "wall_repost", "poll_vote_new", "group_join", "group_leave", "group_change_settings",
		"group_change_photo", "group_officers_edit", "user_block", "user_unblock", "lead_forms_new", "like_add", "like_remove",
		"market_order_new", "market_order_edit", "vkpay_transaction", "app_payload",
		"donut_subscription_create", "donut_subscription_prolonged", "donut_subscription_cancelled", "donut_subscription_expired",
		"donut_subscription_price_changed", "donut_money_withdraw", "donut_money_withdraw_error",
	}
	for _, what := range []string{"wall_reply", "board_post", "photo_comment", "video_comment", "market_comment"} {
		for _, end := range []string{"_new", "_edit", "_restore", "_delete"} {
			names = append(names, what+end)
		}
	}
	return names
}

// longPollSettings tells which events the community sends.
func (r *request) longPollSettings() (any, *refusal) {
	if r.num("group_id") != Group || !r.allowed("manage") {
		return nil, refuse(15, "Access denied")
	}
	events := map[string]any{}
	for _, name := range everyEvent() {
		events[name] = bit(r.s.w.on[name])
	}
	return map[string]any{"is_enabled": r.s.w.enabled, "api_version": "5.131", "events": events}, nil
}

// setLongPollSettings switches events on and off.
func (r *request) setLongPollSettings() (any, *refusal) {
	if r.num("group_id") != Group || !r.allowed("manage") {
		return nil, refuse(15, "Access denied")
	}
	if r.form.Has("enabled") {
		r.s.w.enabled = r.flag("enabled")
	}
	for _, name := range everyEvent() {
		if r.form.Has(name) {
			r.s.w.on[name] = r.flag(name)
		}
	}
	return 1, nil
}
