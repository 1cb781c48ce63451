package blueskytest

import (
	"net/http"
	"strings"
)

// putRecord puts a record on the condition of swapRecord, which here is always
// null: nothing may stand there yet.
func (s *Server) putRecord(r *request) (any, *failure) {
	record, _ := r.body["record"].(map[string]any)
	collection, rkey := text(r.body["collection"]), text(r.body["rkey"])
	swap, given := r.body["swapRecord"]
	switch {
	case text(r.body["repo"]) != r.me.DID && text(r.body["repo"]) != r.me.Handle:
		return nil, refuse(http.StatusUnauthorized, "AuthenticationRequired", "Authentication Required")
	case record == nil || text(record["$type"]) != collection:
		return nil, refuse(http.StatusBadRequest, "InvalidRequest", "Input/record must be an object")
	case len([]rune(text(record["text"]))) > 3000:
		return nil, refuse(http.StatusBadRequest, "InvalidRequest", "Invalid app.bsky.feed.post record: Record/text must not be longer than 3000 characters")
	}
	uri := "at://" + r.me.DID + "/" + collection + "/" + rkey
	if old := s.find(uri); old != nil && given && swap == nil {
		return nil, refuse(http.StatusBadRequest, "InvalidSwap", "Record was at "+old.cid)
	}
	e := s.put(r.me.DID, collection, rkey, record)
	return map[string]any{
		"uri": e.uri, "cid": e.cid, "commit": map[string]any{"cid": cid(0x71, []byte(e.cid)), "rev": rkey}, "validationStatus": "valid",
	}, nil
}

func (s *Server) getRecord(r *request) (any, *failure) {
	uri := "at://" + r.query.Get("repo") + "/" + r.query.Get("collection") + "/" + r.query.Get("rkey")
	e := s.find(uri)
	if e == nil {
		return nil, refuse(http.StatusBadRequest, "RecordNotFound", "Could not locate record: "+uri)
	}
	return map[string]any{"uri": e.uri, "cid": e.cid, "value": e.record}, nil
}

func (s *Server) uploadBlob(r *request) (any, *failure) {
	kind := r.Header.Get("Content-Type")
	if len(r.raw) > 2_000_000 {
		return nil, refuse(http.StatusRequestEntityTooLarge, "PayloadTooLarge", "request entity too large")
	}
	if !strings.HasPrefix(kind, "image/") {
		return nil, refuse(http.StatusBadRequest, "InvalidMimeType", "Wrong type of file")
	}
	return map[string]any{"blob": map[string]any{
		"$type": "blob", "ref": map[string]any{"$link": cid(0x55, r.raw)}, "mimeType": kind, "size": len(r.raw),
	}}, nil
}
