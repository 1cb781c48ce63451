package bluesky

import (
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/gif"  // DecodeConfig reads the size of them
	_ "image/jpeg" // DecodeConfig reads the size of them
	_ "image/png"  // DecodeConfig reads the size of them
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"earshot/connectors/fault"
	"earshot/store"
)

const uploadOp = "upload a picture"

// embed makes what hangs on a post: pictures, or else the card of its first link.
func (c pen) embed(ctx context.Context, text string, media []store.Attachment) (map[string]any, error) {
	if len(media) == 0 {
		return c.cardOf(ctx, text)
	}
	var all []picture
	for _, a := range media { // all are looked at before the first leaves
		p, err := readPicture(a)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	var images []any
	for _, p := range all {
		blob, err := c.upload(ctx, p.raw, p.kind)
		if err != nil {
			return nil, err
		}
		one := map[string]any{"image": blob, "alt": p.alt}
		if p.width > 0 && p.height > 0 {
			one["aspectRatio"] = map[string]any{"width": p.width, "height": p.height}
		}
		images = append(images, one)
	}
	return map[string]any{"$type": "app.bsky.embed.images", "images": images}, nil
}

// picture is a file that goes out.
type picture struct {
	raw           []byte
	kind, alt     string
	width, height int
}

func readPicture(a store.Attachment) (picture, error) {
	name := filepath.Base(a.Path)
	refuse := func(what string, args ...any) (picture, error) {
		return picture{}, fault.New(fault.Permanent, uploadOp, what, args...)
	}
	f, err := os.Open(a.Path)
	if err != nil {
		return refuse("the file %s cannot be read; add it again", name)
	}
	defer func() { _ = f.Close() }() // read only
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return refuse("%s is not a file that can be sent", name)
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxPicture+1))
	if err != nil {
		return refuse("the file %s cannot be read; add it again", name)
	}
	kind := http.DetectContentType(raw)
	switch {
	case !slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/webp"}, kind):
		return refuse("%s is no picture that Bluesky takes; it takes JPEG, PNG, WebP and GIF, and films only from its own apps", name)
	case len(raw) > maxPicture:
		return refuse("the picture %s is too large: %d kB, Bluesky takes %d kB; make it smaller", name, (info.Size()+999)/1000, maxPicture/1000)
	case len(a.Alt) > maxAltBytes:
		return refuse("the description of %s is too long: %d bytes, at most %d go out", name, len(a.Alt), maxAltBytes)
	}
	p := picture{raw: raw, kind: kind, alt: strings.TrimSpace(a.Alt)}
	if size, _, err := image.DecodeConfig(bytes.NewReader(raw)); err == nil {
		p.width, p.height = size.Width, size.Height
	}
	return p, nil
}

// upload sends a file and gives the blob that stands for it in a record. What is
// not used by a record soon is dropped by the server.
func (c *api) upload(ctx context.Context, raw []byte, kind string) (map[string]any, error) {
	var got struct {
		Blob struct {
			Type string `json:"$type"`
			Kind string `json:"mimeType"`
			Size int    `json:"size"`
			Ref  struct {
				Link string `json:"$link"`
			} `json:"ref"`
		} `json:"blob"`
	}
	q := call{op: uploadOp, nsid: "com.atproto.repo.uploadBlob", post: true, raw: raw, kind: kind, write: true}
	if _, err := c.do(ctx, q, &got); err != nil {
		return nil, err
	}
	b := got.Blob
	if b.Type != "blob" || b.Ref.Link == "" || b.Size != len(raw) {
		return nil, c.strange(q)
	}
	return map[string]any{"$type": "blob", "ref": map[string]any{"$link": b.Ref.Link}, "mimeType": b.Kind, "size": b.Size}, nil
}

// cardOf shows the first link of a text as a card. A page that does not answer
// gets a card with its address alone; only what the user ends is an error.
func (c pen) cardOf(ctx context.Context, text string) (map[string]any, error) {
	all := spans(text)
	i := slices.IndexFunc(all, func(s span) bool { return s.kind == "link" })
	if i < 0 {
		return nil, nil
	}
	card, err := c.readCard(ctx, all[i].value)
	if errors.Is(err, context.Canceled) {
		return nil, err
	}
	external := map[string]any{"uri": all[i].value, "title": card.title, "description": card.about}
	return map[string]any{"$type": "app.bsky.embed.external", "external": external}, nil
}
