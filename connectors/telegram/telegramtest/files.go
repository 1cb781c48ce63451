package telegramtest

import (
	"maps"
	"net/http"
	"path"
	"strings"
)

// stored is a file that somebody has sent to the bot.
type stored struct {
	path    string
	content []byte
	size    int64 // told; the content may be missing where it is too large
}

// maxDownload is what getFile gives, in bytes.
const maxDownload = 20 << 20

// Keep lets a file lie on the server: getFile gives it for its id. One of more
// than 20 MB is refused by its size alone, and needs no content. It gives the
// file as a message carries it.
func (s *Server) Keep(id, where string, content []byte, size int64) Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	if size == 0 {
		size = int64(len(content))
	}
	s.kept[id] = stored{where, content, size}
	return Object{"file_id": id, "file_unique_id": "u" + id, "file_size": size}
}

func (s *Server) getFile(id string) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.kept[id]
	switch {
	case !ok:
		return refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
	case f.size > maxDownload:
		return refusal(400, "Bad Request: file is too big")
	}
	return &answer{result: Object{"file_id": id, "file_unique_id": "u" + id, "file_size": f.size, "file_path": f.path}}
}

// file answers /file/botTOKEN/path.
func (s *Server) file(w http.ResponseWriter, at string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.kept {
		if f.path == at && path.Clean(at) == at && !strings.HasPrefix(at, "/") {
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = w.Write(f.content) // the client may have gone
			return
		}
	}
	refusal(404, "Not Found").write(w)
}

// Link makes a group the one that discusses a channel.
func (s *Server) Link(channel, group Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, g := s.meet(channel), s.meet(group)
	s.linked[c], s.linked[g] = g, c
}

// Publish posts in a channel, and puts the copy into the group that discusses
// it, as Telegram does. It gives the numbers of both.
func (s *Server) Publish(channel, group, m Object) (post, copied int64) {
	m = maps.Clone(m)
	m["sender_chat"] = channel
	post = s.Say(channel, m)
	s.mu.Lock()
	date := s.said[whole(channel["id"])][post]["date"]
	s.mu.Unlock()
	m["from"] = Object{"id": 777000, "is_bot": false, "first_name": "Telegram"}
	m["is_automatic_forward"] = true
	origin := Object{"type": "channel", "date": date, "chat": channel, "message_id": post}
	if m["author_signature"] != nil {
		origin["author_signature"] = m["author_signature"]
		delete(m, "author_signature")
	}
	m["forward_origin"] = origin
	return post, s.Say(group, m)
}

// Move tells that the bot was taken into a chat, put out of it, or given other
// rights there.
func (s *Server) Move(chat Object, was, now string, more Object) {
	bot := Object{"id": BotID, "is_bot": true, "first_name": "Acme", "username": Username}
	fresh := Object{"user": bot, "status": now}
	maps.Copy(fresh, more)
	s.Push("my_chat_member", Object{
		"chat": chat, "from": User(501, "Ivan", "ivan"), "date": s.opts.Now().Unix(),
		"old_chat_member": Object{"user": bot, "status": was}, "new_chat_member": fresh,
	})
}
