package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"time"

	"earshot/connectors/httpx"
	"earshot/store"
)

// uploadTime is how long one send with files may take.
const uploadTime = 10 * time.Minute

// medium is one file on its way out.
type medium struct {
	open *os.File
	name string // the last part of its path: where it lies is nobody's business
	size int64
	mime string
	kind string // photo, video, audio, document
}

// upload sends files, one or as an album, straight from the disk.
func (c *Connector) upload(ctx context.Context, to target, caption string, media []store.Attachment) (*message, int64, error) {
	var all []medium
	defer func() {
		for _, m := range all {
			_ = m.open.Close() // read only
		}
	}()
	for _, a := range media {
		m, err := openMedium(a)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, m)
	}
	fields, method, err := form(to, caption, settle(all))
	if err != nil {
		return nil, 0, err
	}
	body, size, contentType, err := envelope(fields, all, len(all) > 1)
	if err != nil {
		return nil, 0, unsent(err)
	}
	ctx = httpx.WithTimeout(ctx, uploadTime)
	what := call{sendOp, true}
	if len(all) == 1 {
		got := &message{}
		moved, err := c.post(ctx, what, method, contentType, body, size, got)
		return got, moved, err
	}
	var got []*message
	moved, err := c.post(ctx, what, method, contentType, body, size, &got)
	if err != nil || len(got) == 0 {
		return nil, moved, err
	}
	return got[0], moved, nil
}

func openMedium(a store.Attachment) (m medium, err error) {
	m.name = strings.NewReplacer("\\", "_", `"`, "_", "\r", "_", "\n", "_").Replace(filepath.Base(a.Path))
	m.open, err = os.Open(a.Path)
	if err != nil {
		return m, refused("the file %s cannot be read; add it again", m.name)
	}
	info, err := m.open.Stat()
	head := make([]byte, 512)
	n := 0
	if err == nil && info.Mode().IsRegular() {
		n, err = io.ReadFull(m.open, head)
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			err = nil
		}
	} else if err == nil {
		err = errors.New("no regular file")
	}
	if err == nil {
		_, err = m.open.Seek(0, io.SeekStart)
	}
	switch {
	case err != nil:
		err = refused("%s is not a file that can be sent", m.name)
	case info.Size() > maxFileBytes:
		err = refused("the file %s is too large: %.1f MB, Telegram takes %.1f MB", m.name, float64(info.Size())/1e6, maxFileBytes/1e6)
	default:
		m.size, m.mime = info.Size(), http.DetectContentType(head[:n])
		m.kind = kindOf(m)
		return m, nil
	}
	_ = m.open.Close() // read only
	return m, err
}

// kindOf is how Telegram shows a file.
func kindOf(m medium) string {
	switch m.mime {
	case "image/jpeg", "image/png", "image/webp":
		if m.size <= maxPhotoBytes {
			return "photo"
		}
	case "video/mp4":
		return "video"
	case "audio/mpeg":
		return "audio"
	}
	return "document"
}

// settle makes an album of what may stand in one: pictures and videos together,
// sounds among themselves; any other mixture goes as documents.
func settle(all []medium) []medium {
	visual, sound := 0, 0
	for _, m := range all {
		switch m.kind {
		case "photo", "video":
			visual++
		case "audio":
			sound++
		}
	}
	if len(all) > 1 && visual != len(all) && sound != len(all) {
		for i := range all {
			all[i].kind = "document"
		}
	}
	return all
}

// form makes the fields beside the files, and finds the method.
func form(to target, caption string, all []medium) (fields map[string]string, method string, err error) {
	fields = map[string]string{"chat_id": to.Chat}
	if to.Topic != 0 {
		fields["message_thread_id"] = id(to.Topic)
	}
	if to.Direct != 0 {
		fields["direct_messages_topic_id"] = id(to.Direct)
	}
	if to.Business != "" {
		fields["business_connection_id"] = to.Business
	}
	if to.Reply != nil {
		raw, err := encode(to.Reply)
		if err != nil {
			return nil, "", err
		}
		fields["reply_parameters"] = string(raw)
	}
	if len(all) == 1 {
		if caption != "" {
			fields["caption"] = caption
		}
		kind := all[0].kind
		return fields, "send" + strings.ToUpper(kind[:1]) + kind[1:], nil
	}
	type input struct {
		Type    string `json:"type"`
		Media   string `json:"media"`
		Caption string `json:"caption,omitempty"`
	}
	var list []input
	for i, m := range all {
		list = append(list, input{Type: m.kind, Media: fmt.Sprintf("attach://file%d", i)})
	}
	list[0].Caption = caption
	raw, err := json.Marshal(list)
	fields["media"] = string(raw)
	return fields, "sendMediaGroup", err
}

// envelope makes the body: the fields, then the files as they are read.
func envelope(fields map[string]string, all []medium, group bool) (body io.Reader, size int64, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			return nil, 0, "", err
		}
	}
	var parts []io.Reader
	for i, m := range all {
		field := m.kind
		if group {
			field = fmt.Sprintf("file%d", i)
		}
		_, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, field, m.name)},
			"Content-Type":        {m.mime},
		})
		if err != nil {
			return nil, 0, "", err
		}
		head := bytes.Clone(b.Bytes())
		b.Reset()
		parts = append(parts, bytes.NewReader(head), io.LimitReader(m.open, m.size))
		size += int64(len(head)) + m.size
	}
	if err := w.Close(); err != nil {
		return nil, 0, "", err
	}
	parts = append(parts, bytes.NewReader(b.Bytes()))
	return io.MultiReader(parts...), size + int64(b.Len()), w.FormDataContentType(), nil
}
