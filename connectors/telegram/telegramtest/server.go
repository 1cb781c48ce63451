// Package telegramtest is the Bot API of Telegram in this process, for tests:
// one bot, its dialogues, groups and channels, getUpdates with long polling and
// the sends, as core.telegram.org/bots/api has them. A parameter that a method
// does not have, or a message that its types do not allow, is refused; a test
// holds what it tells to the types of an independent library.
package telegramtest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"earshot/store"
)

// Object is an object of the API.
type Object = map[string]any

// Options shape a server; the zero value is a bot that hears all in its groups.
type Options struct {
	Privacy  bool   // it hears only what concerns it in groups
	NoGroups bool   // it may not be added to groups
	Webhook  string // the updates are pushed there
	Base     string // the address of a server without a port of its own, see Server
	Now      func() time.Time
}

// Token is the token of the bot, and BotID the number it begins with.
const (
	Token    = "7700:AAF-fake_token_of_the_bot_for_tests"
	BotID    = 7700
	Username = "acme_bot"
)

// Server is a running fake, and its handler. All methods are safe for concurrent use.
type Server struct {
	opts Options
	base string
	http *http.Server
	quit chan struct{}

	mu      sync.Mutex
	news    chan struct{} // closed and renewed with every update
	queue   []Object      // updates that were not confirmed
	update  int64
	message int64
	known   map[int64]Object           // chats
	said    map[int64]map[int64]Object // chat -> messages
	refuse  map[int64]answer           // chats that refuse sends
	sent    []Sent
	asked   []string
	poll    chan struct{}     // closed to end the getUpdates that is under way
	kept    map[string]stored // files by their file_id
	linked  map[int64]int64   // a channel and the group that discusses it, both ways
	keeper  Object            // of the business account
}

// Sent is something that stands in the bot's name.
type Sent struct {
	Method  string
	Chat    int64
	ID      int64
	Answers int64             // the message that it answers; 0 = none
	Params  map[string]string // as they came
	Text    string            // text or caption
	Files   []File
}

// File is an uploaded file.
type File struct {
	Field, Name, Type string
	Bytes             int
}

// New starts a server on a free loopback port, or with Options.Base on none: then
// its handler stands behind a door of the caller's. It panics if there is no
// port, as net/http/httptest does.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = store.RealEnv().Now
	}
	s := &Server{
		opts: o, base: o.Base, quit: make(chan struct{}), news: make(chan struct{}),
		update: 81_000_000, message: 40, known: map[int64]Object{}, said: map[int64]map[int64]Object{}, refuse: map[int64]answer{}, kept: map[string]stored{}, linked: map[int64]int64{},
	}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	if o.Base != "" {
		return s
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s.base = "http://" + l.Addr().String()
	go func() { _ = s.http.Serve(l) }() // ends with Close
	return s
}

// URL is the base address.
func (s *Server) URL() string { return s.base }

// Close ends the server and every call that waits.
func (s *Server) Close() {
	close(s.quit)
	_ = s.http.Close() // nothing is lost
}

// answer is a refusal, or the result.
type answer struct {
	status int
	words  string
	more   Object // parameters
	result any
}

func refusal(status int, words string) *answer {
	return &answer{status: status, words: words}
}

func (a *answer) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	if a.status == 0 {
		_ = json.NewEncoder(w).Encode(Object{"ok": true, "result": a.result}) // the client may have gone
		return
	}
	body := Object{"ok": false, "error_code": a.status, "description": a.words}
	if a.more != nil {
		body["parameters"] = a.more
	}
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(body) // the client may have gone
}

// ServeHTTP answers /botTOKEN/method.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path, ok := strings.CutPrefix(r.URL.Path, "/file/bot"+Token+"/"); ok {
		s.file(w, path)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, method, both := strings.Cut(rest, "/")
	number, _, colon := strings.Cut(token, ":")
	if _, err := strconv.Atoi(number); !ok || !both || !colon || err != nil {
		refusal(404, "Not Found").write(w)
		return
	}
	if token != Token {
		refusal(401, "Unauthorized").write(w)
		return
	}
	p, files, err := params(r)
	if err != nil {
		refusal(400, "Bad Request: "+err.Error()).write(w)
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, method)
	s.mu.Unlock()
	s.answer(r, method, p, files).write(w)
}

func (s *Server) answer(r *http.Request, method string, p map[string]string, files []File) *answer {
	allowed := methods()[method]
	if allowed == nil {
		return refusal(404, "Not Found")
	}
	for name := range p {
		if !allowed[name] {
			return refusal(400, "Bad Request: "+method+" has no parameter "+name)
		}
	}
	switch method {
	case "getMe":
		return &answer{result: Object{
			"id": BotID, "is_bot": true, "first_name": "Acme", "username": Username, "can_join_groups": !s.opts.NoGroups,
			"can_read_all_group_messages": !s.opts.Privacy,
		}}
	case "getWebhookInfo":
		return &answer{result: Object{"url": s.opts.Webhook, "has_custom_certificate": false, "pending_update_count": 0}}
	case "getUpdates":
		return s.updates(r, p)
	case "getChat":
		return s.chat(p["chat_id"])
	case "getFile":
		return s.getFile(p["file_id"])
	case "getChatMember":
		return s.member(p["chat_id"], p["user_id"])
	}
	return s.send(method, p, files)
}

// methods are the parameters that each method has.
func methods() map[string]map[string]bool {
	set := func(names string) map[string]bool {
		m := map[string]bool{}
		for _, n := range strings.Fields(names) {
			m[n] = true
		}
		return m
	}
	const send = "business_connection_id chat_id message_thread_id direct_messages_topic_id disable_notification protect_content message_effect_id reply_parameters "
	const media = send + "caption parse_mode caption_entities reply_markup "
	const seen = media + "show_caption_above_media has_spoiler "
	return map[string]map[string]bool{
		"getMe": set("a"), "getWebhookInfo": set("a"),
		"getUpdates": set("offset limit timeout allowed_updates"),
		"getChat":    set("chat_id"), "getChatMember": set("chat_id user_id"), "getFile": set("file_id"),
		"sendMessage": set(send + "text parse_mode entities link_preview_options reply_markup"),
		"sendPhoto":   set(seen + "photo"), "sendDocument": set(media + "document thumbnail disable_content_type_detection"),
		"sendVideo":      set(seen + "video duration width height thumbnail supports_streaming"),
		"sendAudio":      set(media + "audio duration performer title thumbnail"),
		"sendMediaGroup": set(send + "media"),
	}
}

// params reads the parameters in any of the ways the API takes them.
func params(r *http.Request) (map[string]string, []File, error) {
	out := map[string]string{}
	for k, v := range r.URL.Query() {
		out[k] = v[0]
	}
	switch kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind {
	case "application/json":
		var body map[string]json.RawMessage
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			return nil, nil, fmt.Errorf("can't parse JSON object")
		}
		for k, v := range body {
			var text string
			if json.Unmarshal(v, &text) == nil {
				out[k] = text
			} else {
				out[k] = string(v)
			}
		}
	case "multipart/form-data", "application/x-www-form-urlencoded":
		if err := r.ParseMultipartForm(64 << 20); err != nil && r.MultipartForm != nil {
			return nil, nil, fmt.Errorf("can't parse the form")
		}
		for k, v := range r.PostForm {
			out[k] = v[0]
		}
		var files []File
		if r.MultipartForm != nil {
			for field, list := range r.MultipartForm.File {
				files = append(files, File{field, list[0].Filename, list[0].Header.Get("Content-Type"), int(list[0].Size)})
			}
		}
		return out, files, nil
	}
	return out, nil, nil
}

// updates answers getUpdates: a second call ends the first one.
func (s *Server) updates(r *http.Request, p map[string]string) *answer {
	if s.opts.Webhook != "" {
		return refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	offset, _ := strconv.ParseInt(p["offset"], 10, 64)
	limit, err := strconv.Atoi(p["limit"])
	if err != nil || limit < 1 || limit > 100 {
		limit = 100
	}
	wait, _ := strconv.Atoi(p["timeout"])
	deadline := time.NewTimer(time.Duration(wait) * time.Second)
	defer deadline.Stop()
	mine := make(chan struct{})
	s.mu.Lock()
	if s.poll != nil {
		close(s.poll)
	}
	s.poll = mine
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.poll == mine {
			s.poll = nil
		}
	}()
	for {
		waiting, news := s.waiting(offset, limit, p["allowed_updates"])
		if len(waiting) > 0 || wait == 0 {
			return &answer{result: waiting}
		}
		select {
		case <-news:
		case <-mine:
			return refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
		case <-deadline.C:
			return &answer{result: []Object{}}
		case <-r.Context().Done():
			return refusal(500, "Internal Server Error")
		case <-s.quit:
			return refusal(502, "Bad Gateway")
		}
	}
}

// waiting forgets what is confirmed by the offset and gives what comes next.
func (s *Server) waiting(offset int64, limit int, kinds string) ([]Object, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 0 && offset > 0 && s.queue[0]["update_id"].(int64) < offset {
		s.queue = s.queue[1:]
	}
	out := []Object{}
	for _, u := range s.queue {
		for kind := range u {
			if kind != "update_id" && (kinds == "" || strings.Contains(kinds, `"`+kind+`"`)) && len(out) < limit {
				out = append(out, u)
			}
		}
	}
	return out, s.news
}
