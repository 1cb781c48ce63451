package telegramtest

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Private is the dialogue with a person, whose number it has.
func Private(user int64, first, username string) Object {
	return Object{"id": user, "type": "private", "first_name": first, "username": username}
}

// Supergroup is a group of the usual kind.
func Supergroup(id int64, title, username string) Object {
	return Object{"id": id, "type": "supergroup", "title": title, "username": username}
}

// Channel is a channel.
func Channel(id int64, title, username string) Object {
	return Object{"id": id, "type": "channel", "title": title, "username": username}
}

// User is a person.
func User(id int64, first, username string) Object {
	return Object{"id": id, "is_bot": false, "first_name": first, "username": username, "language_code": "ru"}
}

// Meet lets the bot know a chat.
func (s *Server) Meet(chat Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meet(chat)
}

func (s *Server) meet(chat Object) int64 {
	n := whole(chat["id"])
	if s.known[n] == nil {
		s.known[n], s.said[n] = chat, map[int64]Object{}
	}
	return n
}

// Say puts a message into a chat and tells the bot. It gives the number of the
// message; message_id and date are put in where m has none.
func (s *Server) Say(chat, m Object) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.meet(chat)
	m = maps.Clone(m)
	if m["message_id"] == nil {
		s.message++
		m["message_id"] = s.message
	}
	if m["date"] == nil {
		m["date"] = s.opts.Now().Unix()
	}
	m["chat"] = chat
	at := whole(m["message_id"])
	s.said[n][at] = m
	s.push(kindOf(chat, "message", "channel_post"), m)
	return at
}

// Edit changes the text of a message and tells the bot.
func (s *Server) Edit(chat Object, message int64, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := maps.Clone(s.said[whole(chat["id"])][message])
	m["text"], m["edit_date"] = text, s.opts.Now().Unix()
	s.said[whole(chat["id"])][message] = m
	s.push(kindOf(chat, "edited_message", "edited_channel_post"), m)
}

// Push tells the bot an update of any kind.
func (s *Server) Push(kind string, content any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.push(kind, content)
}

func (s *Server) push(kind string, content any) int64 {
	s.update++
	s.queue = append(s.queue, Object{"update_id": s.update, kind: content})
	close(s.news)
	s.news = make(chan struct{})
	return s.update
}

func kindOf(chat Object, other, channel string) string {
	if chat["type"] == "channel" {
		return channel
	}
	return other
}

// Refuse lets every send to a chat be refused.
func (s *Server) Refuse(chat int64, status int, words string, parameters Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse[chat] = answer{status: status, words: words, more: parameters}
}

// Queue gives the updates that are not confirmed.
func (s *Server) Queue() []Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Object(nil), s.queue...)
}

// Sent gives all that stands in the bot's name.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Sent(nil), s.sent...)
}

// Asked counts the calls of a method.
func (s *Server) Asked(method string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.asked {
		if m == method {
			n++
		}
	}
	return n
}

// find knows a chat by number or @name.
func (s *Server) find(name string) Object {
	if handle, ok := strings.CutPrefix(name, "@"); ok {
		for _, c := range s.known {
			if c["username"] == handle {
				return c
			}
		}
		return nil
	}
	n, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return nil
	}
	return s.known[n]
}

func (s *Server) chat(name string) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(name)
	if c == nil {
		return refusal(400, "Bad Request: chat not found")
	}
	full := Object{"accent_color_id": 3, "max_reaction_count": 11}
	for k, v := range c {
		if k != "member" {
			full[k] = v
		}
	}
	if n := s.linked[whole(c["id"])]; n != 0 {
		full["linked_chat_id"] = n
	}
	return &answer{result: full}
}

// member tells what the bot may do; a chat's "member" says otherwise.
func (s *Server) member(name, user string) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(name)
	if c == nil || user != strconv.Itoa(BotID) {
		return refusal(400, "Bad Request: chat not found")
	}
	if m, ok := c["member"].(Object); ok {
		return &answer{result: m}
	}
	return &answer{result: Object{"status": "administrator", "can_post_messages": true, "can_be_edited": false}}
}

// send answers every send.
func (s *Server) send(method string, p map[string]string, files []File) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(p["chat_id"])
	if c == nil {
		return refusal(400, "Bad Request: chat not found")
	}
	n := whole(c["id"])
	if no, ok := s.refuse[n]; ok {
		return &no
	}
	m := Object{"chat": c, "date": s.opts.Now().Unix(), "from": Object{"id": BotID, "is_bot": true, "first_name": "Acme", "username": Username}}
	if p["business_connection_id"] != "" {
		m["business_connection_id"], m["from"], m["sender_business_bot"] = p["business_connection_id"], s.keeper, m["from"]
	}
	var answers int64
	if raw := p["reply_parameters"]; raw != "" {
		var to struct {
			ID int64 `json:"message_id"`
		}
		if json.Unmarshal([]byte(raw), &to) != nil || s.said[n][to.ID] == nil {
			return refusal(400, "Bad Request: message to be replied not found")
		}
		m["reply_to_message"], answers = s.said[n][to.ID], to.ID
	}
	text, most := p["text"], 4096
	if method != "sendMessage" {
		text, most = p["caption"], 1024
	}
	count, no := contents(method, p, files, &text)
	switch {
	case no != "":
		return refusal(400, "Bad Request: "+no)
	case len(utf16.Encode([]rune(text))) > most:
		return refusal(400, "Bad Request: message is too long")
	}
	var all []Object
	for range count {
		s.message++
		one := maps.Clone(m)
		one["message_id"] = s.message
		if method == "sendMessage" {
			one["text"] = text
		}
		s.said[n][s.message] = one
		all = append(all, one)
	}
	s.sent = append(s.sent, Sent{method, n, whole(all[0]["message_id"]), answers, p, text, files})
	if method == "sendMediaGroup" {
		return &answer{result: all}
	}
	return &answer{result: all[0]}
}

// contents checks what a send brings, and says of how many messages it is.
func contents(method string, p map[string]string, files []File, text *string) (count int, refused string) {
	switch method {
	case "sendMessage":
		if strings.TrimSpace(*text) == "" {
			return 0, "message text is empty"
		}
		return 1, ""
	case "sendMediaGroup":
		var list []struct{ Type, Media, Caption string }
		if json.Unmarshal([]byte(p["media"]), &list) != nil || len(list) < 2 || len(list) > 10 {
			return 0, "can't parse media"
		}
		kinds := map[string]bool{}
		for _, x := range list {
			kinds[x.Type] = true
			*text += x.Caption
			here := false
			for _, f := range files {
				here = here || "attach://"+f.Field == x.Media
			}
			if !here {
				return 0, "wrong file identifier/HTTP URL specified"
			}
		}
		if (kinds["document"] || kinds["audio"]) && len(kinds) > 1 {
			return 0, "media of different types can't be mixed"
		}
		return len(list), ""
	}
	field := strings.ToLower(strings.TrimPrefix(method, "send"))
	if len(files) != 1 || files[0].Field != field {
		return 0, "there is no " + field + " in the request"
	}
	return 1, ""
}

// whole reads a number of either kind.
func whole(v any) int64 {
	switch v := v.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	}
	return 0
}
