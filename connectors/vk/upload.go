package vk

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/lenient"
	"earshot/connectors/plain"
	"earshot/store"
)

const uploadOp = "upload a picture"

// uploadTime is how long one picture may take.
const uploadTime = 2 * time.Minute

// upload sends a picture in VK's three steps: where to, the file, and keeping
// it. It gives the picture's owner and number.
func (p pen) upload(ctx context.Context, to ref, a store.Attachment) (owner, id int, err error) {
	ask, keep, params := "photos.getWallUploadServer", "photos.saveWallPhoto", api.Params{"group_id": p.me.group}
	if to.kind == kindIM {
		ask, keep, params = "photos.getMessagesUploadServer", "photos.saveMessagesPhoto", api.Params{"peer_id": to.item}
	}
	if why := p.can(ask); why != "" {
		return 0, 0, fault.New(fault.Permanent, uploadOp, "pictures cannot be sent here: %s", why)
	}
	form, kind, err := envelope(a)
	if err != nil {
		return 0, 0, err
	}
	var at struct {
		URL string `json:"upload_url"`
	}
	if err := p.call(ctx, uploadOp, ask, params, &at); err != nil {
		return 0, 0, err
	}
	saved, err := p.put(ctx, at.URL, form, kind)
	if err != nil {
		return 0, 0, err
	}
	if a.Alt != "" && to.kind != kindIM {
		saved["caption"] = a.Alt
	}
	if to.kind != kindIM {
		saved["group_id"] = p.me.group
	}
	var made []struct {
		ID      int `json:"id"`
		OwnerID int `json:"owner_id"`
	}
	if err := p.call(ctx, uploadOp, keep, saved, &made); err != nil {
		return 0, 0, err
	}
	if len(made) != 1 || made[0].ID <= 0 || made[0].OwnerID == 0 {
		return 0, 0, p.alien(uploadOp, lenient.ErrShape)
	}
	return made[0].OwnerID, made[0].ID, nil
}

// put sends the file to where VK said, and gives what is to be kept.
func (p pen) put(ctx context.Context, at string, form []byte, kind string) (api.Params, error) {
	u, err := url.Parse(at)
	if err != nil || plain.Address(at) == "" {
		return nil, p.alien(uploadOp, lenient.ErrShape)
	}
	resp, err := p.http.Do(ctx, httpx.Request{
		Op: uploadOp, Method: http.MethodPost, URL: at, Body: form, Header: http.Header{"Content-Type": {kind}}, Timeout: uploadTime,
		Foreign: !strings.EqualFold(u.Hostname(), p.base.Hostname()),
	})
	if err != nil {
		return nil, err
	}
	var got struct {
		Server int    `json:"server"`
		Photo  string `json:"photo"`
		Hash   string `json:"hash"`
	}
	if err := lenient.Decode(resp.Body, &got); err != nil {
		return nil, p.alien(uploadOp, err)
	}
	if got.Photo == "" || got.Photo == "[]" || got.Hash == "" {
		return nil, fault.New(fault.Permanent, uploadOp, "VK does not take this picture; it may be too large (50 MB, 14,000 pixels together) or no JPEG, PNG or GIF")
	}
	return api.Params{"server": got.Server, "photo": got.Photo, "hash": got.Hash}, nil
}

// envelope reads a picture into a form. Its name is only its last part: where
// it lies is nobody's business.
func envelope(a store.Attachment) (form []byte, kind string, err error) {
	name := filepath.Base(a.Path)
	info, err := os.Stat(a.Path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, "", fault.New(fault.Permanent, uploadOp, "the file %s cannot be read; add it again", name)
	}
	if most := limits().MediaBytes; info.Size() > most {
		return nil, "", fault.New(fault.Permanent, uploadOp, "the file %s is too large: %.1f MB, VK takes %.0f MB", name, float64(info.Size())/1e6, float64(most)/1e6)
	}
	raw, err := os.ReadFile(a.Path)
	if err != nil {
		return nil, "", fault.New(fault.Permanent, uploadOp, "the file %s cannot be read; add it again", name)
	}
	what := http.DetectContentType(raw)
	if !strings.HasPrefix(what, "image/") {
		return nil, "", fault.New(fault.Permanent, uploadOp, "%s is no picture, and only pictures can be sent to VK from here", name)
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	safe := strings.NewReplacer("\\", "_", `"`, "_", "\r", "_", "\n", "_").Replace(name)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="photo"; filename="%s"`, safe)}, "Content-Type": {what},
	})
	if err == nil {
		_, err = part.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), w.FormDataContentType(), err
}
