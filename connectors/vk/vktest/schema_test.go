package vktest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"earshot/connectors/servertest"
	"earshot/connectors/vk/vktest"
)

// spec is VK's own schema of its API.
type spec struct {
	t    *testing.T
	comp *jsonschema.Compiler
	// answers are the schemas of the answers of a method: the pointer behind
	// the name that VK gives the answer ("response", "extendedResponse").
	answers map[string]map[string]string
}

const specURL = "https://schemas.test/vk/"

// openSpec reads the schema, or skips aloud.
func openSpec(t *testing.T) *spec {
	t.Helper()
	dir := filepath.Join(os.Getenv("EARSHOT_SCHEMAS"), "vk-api-schema")
	if _, err := os.Stat(dir); err != nil || os.Getenv("EARSHOT_SCHEMAS") == "" {
		servertest.Skip(t, "EARSHOT_SCHEMAS does not name a folder with vk-api-schema")
	}
	s := &spec{t: t, comp: jsonschema.NewCompiler(), answers: map[string]map[string]string{}}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if filepath.Base(path) == "methods.json" {
			s.methods(doc)
			return nil
		}
		return s.comp.AddResource(specURL+filepath.ToSlash(rel), normal(dir, doc))
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// methods notes what each method may answer.
func (s *spec) methods(doc any) {
	for _, m := range doc.(map[string]any)["methods"].([]any) {
		m := m.(map[string]any)
		name := m["name"].(string)
		s.answers[name] = map[string]string{}
		for kind, ref := range m["responses"].(map[string]any) {
			s.answers[name][kind] = strings.TrimPrefix(ref.(map[string]any)["$ref"].(string), "../")
		}
	}
}

// normal makes VK's schema one that can be compiled: "required" of a property
// goes to the object that has it, and additionalProperties, which clash with
// allOf, go. What stands in sections that are not there may be anything.
func normal(dir string, v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = normal(dir, v[i])
		}
	case map[string]any:
		delete(v, "additionalProperties")
		if ref, _ := v["$ref"].(string); strings.HasPrefix(ref, "../") {
			file, _, _ := strings.Cut(strings.TrimPrefix(ref, "../"), "#")
			if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
				return map[string]any{}
			}
		}
		if _, own := v["required"].(bool); own {
			delete(v, "required")
		}
		if props, ok := v["properties"].(map[string]any); ok {
			var need []any
			for name, p := range props {
				if p, ok := p.(map[string]any); ok && p["required"] == true {
					need = append(need, name)
				}
			}
			if need != nil {
				v["required"] = need
			}
		}
		for k := range v {
			v[k] = normal(dir, v[k])
		}
	}
	return v
}

// hold checks a value against a definition.
func (s *spec) hold(what, pointer string, v any) {
	s.t.Helper()
	k, err := s.comp.Compile(specURL + pointer)
	if err != nil {
		s.t.Fatalf("%s: %v", pointer, err)
	}
	if err := k.Validate(v); err != nil {
		s.t.Errorf("%s: %v\n%v", what, err, v)
	}
}

// caller asks a server and holds each answer to the schema.
type caller struct {
	*spec
	s *vktest.Server
}

// call asks a method and gives its answer; kind is the name of the answer.
func (c *caller) call(token, method, kind string, args ...string) any {
	c.t.Helper()
	v := c.ask(token, method, args...)
	answer, ok := v.(map[string]any)["response"]
	if !ok {
		c.t.Fatalf("%s: %v", method, v)
	}
	pointer := c.answers[method][kind]
	if pointer == "" {
		c.t.Fatalf("%s has no %s", method, kind)
	}
	c.hold(method, pointer+"/properties/response", answer)
	return answer
}

func (c *caller) ask(token, method string, args ...string) any {
	c.t.Helper()
	form := url.Values{"v": {"5.131"}}
	for i := 0; i+1 < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.s.URL()+"/method/"+method, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(req)
}

func (c *caller) send(req *http.Request) any {
	c.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	v, err := jsonschema.UnmarshalJSON(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// refused checks that a call is refused with a code.
func (c *caller) refused(code int, token, method string, args ...string) {
	c.t.Helper()
	v, _ := c.ask(token, method, args...).(map[string]any)["error"].(map[string]any)
	if got, _ := v["error_code"].(json.Number); got.String() != strconv.Itoa(code) {
		c.t.Errorf("%s is answered with %v, want error %d", method, v, code)
	}
	c.hold(method+" refused", "base/objects.json#/definitions/base_error", v)
	if raw, _ := json.Marshal(v); strings.Contains(string(raw), token) {
		c.t.Errorf("%s shows the token: %s", method, raw)
	}
}

const (
	us    = vktest.CommunityToken
	ada   = vktest.UserToken
	app   = vktest.ServiceToken
	group = "2000"
	wall  = "-2000"
)

func begin(t *testing.T) *caller {
	t.Helper()
	s := vktest.New(vktest.Options{NoLimits: true})
	t.Cleanup(s.Close)
	return &caller{spec: openSpec(t), s: s}
}

// Every answer of the fake is one that VK may give, by its own schema.
func TestReadingFitsTheSchema(t *testing.T) {
	c := begin(t)
	s := c.s
	s.User("Olga Zander", func(p *vktest.Person) {
		p.City, p.Twitter, p.Skype, p.Site, p.About = "Казань", "olga", "olga.z", "https://olga.example", "x"
	})
	peer, _ := s.Message(vktest.Said{By: "Olga Zander", Text: "Здравствуйте"})
	s.Message(vktest.Said{Text: "in a chat", Chat: 3})
	post := s.Post(vktest.Said{By: "Olga Zander", Text: "не морозит"})
	first := s.Comment(post, vktest.Said{Text: "и у меня"})
	s.Comment(post, vktest.Said{By: "Olga Zander", Text: "давно?", ReplyTo: first})
	s.Repost("Olga Zander", post, "see")
	topic := strconv.Itoa(s.Topic("Отзывы"))
	s.Discuss(atoi(topic), vktest.Said{Text: "хорошо"})
	s.Join("Olga Zander")

	c.call(us, "groups.getTokenPermissions", "response")
	c.call(us, "groups.getById", "response")
	c.call(app, "groups.getById", "response", "group_ids", "2000,2001")
	c.call(us, "groups.getLongPollServer", "response", "group_id", group)
	c.call(us, "groups.getLongPollSettings", "response", "group_id", group)
	c.call(us, "groups.setLongPollSettings", "response", "group_id", group, "like_add", "1", "enabled", "1")
	c.call(us, "groups.getMembers", "response", "group_id", group)
	c.call(ada, "account.getAppPermissions", "response", "user_id", "7")
	c.call(ada, "users.get", "response")
	c.call(us, "users.get", "response", "user_ids", strconv.Itoa(peer)+",99999")
	c.call(us, "messages.getConversations", "response", "count", "200")
	c.call(us, "messages.getHistory", "response", "peer_id", strconv.Itoa(peer))
	c.call(app, "wall.get", "response", "owner_id", wall)
	c.call(app, "wall.get", "extendedResponse", "owner_id", wall, "extended", "1", "filter", "owner")
	c.call(app, "wall.getById", "response", "posts", wall+"_"+strconv.Itoa(post))
	c.call(app, "wall.getById", "extendedResponse", "posts", wall+"_"+strconv.Itoa(post), "extended", "1")
	c.call(app, "wall.getComments", "response", "owner_id", wall, "post_id", strconv.Itoa(post), "thread_items_count", "10")
	c.call(app, "wall.getComments", "extendedResponse", "owner_id", wall, "post_id", strconv.Itoa(post), "comment_id", strconv.Itoa(first), "extended", "1")
	c.call(app, "board.getTopics", "response", "group_id", group)
	c.call(app, "board.getTopics", "extendedResponse", "group_id", group, "extended", "1")
	c.call(app, "board.getComments", "response", "group_id", group, "topic_id", topic, "sort", "desc")
	c.call(app, "newsfeed.search", "response", "q", "морозит", "count", "1")
	c.call(app, "newsfeed.search", "extendedResponse", "q", "морозит", "extended", "1")
	c.call(us, "groups.getMembers", "fieldsResponse", "group_id", group, "fields", "city,screen_name")
	s.Elsewhere(vktest.Said{Text: "спасибо [club2000|Acme]"})
	c.call(ada, "newsfeed.getMentions", "response", "owner_id", wall)
	c.call(ada, "stats.get", "response", "group_id", group, "interval", "day", "timestamp_from", strconv.FormatInt(time.Now().AddDate(0, 0, -3).Unix(), 10), "timestamp_to", strconv.FormatInt(time.Now().Unix(), 10))
	c.call(us, "utils.getServerTime", "response")
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// So are those to what writes, and the refusals.
func TestWritingFitsTheSchema(t *testing.T) {
	c := begin(t)
	peer, _ := c.s.Message(vktest.Said{Text: "hello"})
	post := strconv.Itoa(c.s.Post(vktest.Said{Text: "hello"}))
	topic := strconv.Itoa(c.s.Topic("Отзывы"))
	c.call(ada, "messages.send", "response", "peer_id", strconv.Itoa(peer), "random_id", "5", "message", "x", "group_id", group)
	c.call(us, "messages.send", "userIdsResponse", "peer_ids", strconv.Itoa(peer), "random_id", "6", "message", "x")
	c.s.Deny(peer, 902)
	c.call(us, "messages.send", "userIdsResponse", "peer_ids", strconv.Itoa(peer), "random_id", "7", "message", "x")
	c.call(us, "wall.createComment", "response", "owner_id", wall, "post_id", post, "message", "x", "guid", "g")
	c.call(ada, "wall.post", "response", "owner_id", wall, "from_group", "1", "message", "x")
	c.call(ada, "board.createComment", "response", "group_id", group, "topic_id", topic, "message", "x", "from_group", "1")
	c.call(ada, "photos.getWallUploadServer", "response", "group_id", group)
	c.call(us, "photos.getMessagesUploadServer", "response", "peer_id", strconv.Itoa(peer))
	up := c.upload("wall")
	c.call(ada, "photos.saveWallPhoto", "response", "group_id", group, "server", "626627", "photo", up["photo"].(string), "hash", up["hash"].(string))

	c.refused(5, "wrong", "users.get")
	c.refused(3, us, "users.fly")
	c.refused(27, us, "wall.get", "owner_id", wall)
	c.refused(28, app, "wall.post", "owner_id", wall, "message", "x")
	c.refused(15, ada, "groups.getTokenPermissions")
	c.refused(100, us, "messages.send", "peer_id", strconv.Itoa(peer), "message", "x")
	c.refused(902, us, "messages.send", "peer_id", strconv.Itoa(peer), "message", "x", "random_id", "9")
	c.refused(213, us, "wall.createComment", "owner_id", wall, "post_id", "1", "message", "x")
	c.s.Refuse("users.get", vktest.Fault{Code: 14, Words: "Captcha needed", Times: 1, Extra: map[string]any{"captcha_sid": "1", "captcha_img": "https://api.vk.com/c"}})
	c.refused(14, us, "users.get", "user_ids", "1")
}

func (c *caller) upload(what string) map[string]any {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, _ := w.CreateFormFile("photo", "a.png")
	_, _ = io.WriteString(part, "png")
	_ = w.Close() // all of it into memory
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.s.URL()+"/upload/"+what, &b)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return c.send(req).(map[string]any)
}

// What the long poll tells has the form of the same things elsewhere.
func TestEventsFitTheSchema(t *testing.T) {
	c := begin(t)
	line := c.call(us, "groups.getLongPollServer", "response", "group_id", group).(map[string]any)
	post := c.s.Post(vktest.Said{Text: "post"})
	first := c.s.Comment(post, vktest.Said{Text: "comment"})
	c.s.Message(vktest.Said{Text: "message"})
	c.s.Discuss(c.s.Topic("topic"), vktest.Said{Text: "in it"})
	c.s.EditComment(first, "changed")
	c.s.DeleteComment(first)
	q := url.Values{"act": {"a_check"}, "key": {line["key"].(string)}, "ts": {line["ts"].(string)}, "wait": {"1"}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, line["server"].(string)+"?"+q.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]string{
		"wall_post_new": "wall/objects.json#/definitions/wall_wallpost_full", "wall_reply_new": "wall/objects.json#/definitions/wall_wall_comment",
		"wall_reply_edit": "wall/objects.json#/definitions/wall_wall_comment", "board_post_new": "board/objects.json#/definitions/board_topic_comment",
	}
	var heard []string
	for _, u := range c.send(req).(map[string]any)["updates"].([]any) {
		u := u.(map[string]any)
		kind := u["type"].(string)
		heard = append(heard, kind)
		if kind == "message_new" {
			c.hold(kind, "messages/objects.json#/definitions/messages_message", u["object"].(map[string]any)["message"])
		} else if at := shapes[kind]; at != "" {
			c.hold(kind, at, u["object"])
		}
	}
	if got := strings.Join(heard, " "); got != "wall_post_new wall_reply_new message_new board_post_new wall_reply_edit wall_reply_delete" {
		t.Errorf("heard %s", got)
	}
}
