package telegramtest

import "maps"

// Connection is the business account that the bot is connected to, by Connect.
const Connection = "AbC-business_connection_1"

// Connect connects the bot to the business account of a person, or takes that
// back, and tells the bot.
func (s *Server) Connect(keeper Object, enabled, answers bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keeper = keeper
	x := Object{"id": Connection, "user": keeper, "user_chat_id": whole(keeper["id"]), "date": s.opts.Now().Unix(), "is_enabled": enabled}
	if answers {
		x["rights"] = Object{"can_reply": true}
	}
	s.push("business_connection", x)
}

// Business puts a message into a dialogue of the business account and tells the bot.
func (s *Server) Business(chat, m Object) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.meet(chat)
	s.message++
	m = maps.Clone(m)
	m["message_id"], m["chat"], m["business_connection_id"] = s.message, chat, Connection
	if m["date"] == nil {
		m["date"] = s.opts.Now().Unix()
	}
	s.said[n][s.message] = m
	s.push("business_message", m)
	return s.message
}

// EditBusiness changes the text of one and tells the bot; DeleteBusiness deletes
// some.
func (s *Server) EditBusiness(chat Object, message int64, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := maps.Clone(s.said[whole(chat["id"])][message])
	m["text"], m["edit_date"] = text, s.opts.Now().Unix()
	s.said[whole(chat["id"])][message] = m
	s.push("edited_business_message", m)
}

// DeleteBusiness deletes messages of a dialogue and tells the bot.
func (s *Server) DeleteBusiness(chat Object, messages ...int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range messages {
		delete(s.said[whole(chat["id"])], n)
	}
	s.push("deleted_business_messages", Object{"business_connection_id": Connection, "chat": chat, "message_ids": messages})
}
