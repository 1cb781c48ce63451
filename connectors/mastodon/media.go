package mastodon

import (
	"bytes"
	"context"
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

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
)

const uploadOp = "upload a file"

// upload sends a file and waits until the server has processed it. It gives
// the id to attach.
func (p pen) upload(ctx context.Context, a store.Attachment) (string, error) {
	name := filepath.Base(a.Path)
	f, err := os.Open(a.Path)
	if err != nil {
		return "", fault.New(fault.Permanent, uploadOp, "the file %s cannot be read; add it again", name)
	}
	defer func() { _ = f.Close() }() // read only
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return "", fault.New(fault.Permanent, uploadOp, "%s is not a file that can be sent", name)
	}
	if most := p.me.limits.MediaBytes; most > 0 && info.Size() > most {
		return "", fault.New(fault.Permanent, uploadOp, "the file %s is too large: %s, the server takes %s", name, megabytes(info.Size()), megabytes(most))
	}
	var m gomastodon.Attachment
	status, err := p.put(ctx, "/api/v2/media", f, info.Size(), a, &m)
	if unknown(status) { // before version 3.1.3
		if _, err = f.Seek(0, io.SeekStart); err == nil {
			status, err = p.put(ctx, "/api/v1/media", f, info.Size(), a, &m)
		}
	}
	if err != nil {
		return "", err
	}
	id := string(m.ID)
	if !validID(id) {
		return "", fault.New(fault.Transient, uploadOp, "%s took the file %s and gave no number for it", p.base.Hostname(), name)
	}
	if status == http.StatusAccepted || m.URL == "" {
		return id, p.processed(ctx, id, name)
	}
	return id, nil
}

// put sends the file as a form, straight from the disk.
func (p pen) put(ctx context.Context, path string, f io.ReadSeeker, size int64, a store.Attachment, m *gomastodon.Attachment) (int, error) {
	head, tail, form, err := envelope(f, a)
	if err != nil {
		return 0, fault.New(fault.Permanent, uploadOp, "the file %s cannot be read; add it again", filepath.Base(a.Path))
	}
	body := io.MultiReader(bytes.NewReader(head), io.LimitReader(f, size), bytes.NewReader(tail))
	r := request{op: uploadOp, method: http.MethodPost, path: path, header: http.Header{"Content-Type": {form}}, write: true}
	return p.submit(httpx.WithTimeout(ctx, p.waits.upload), r, body, int64(len(head))+size+int64(len(tail)), m)
}

// envelope makes what stands before and after the file in the form. The file's
// name is only its last part: where it lies is nobody's business.
func envelope(f io.ReadSeeker, a store.Attachment) (head, tail []byte, contentType string, err error) {
	sniff := make([]byte, 512)
	n, err := io.ReadFull(f, sniff)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, nil, "", err
	}
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return nil, nil, "", err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if a.Alt != "" {
		_ = w.WriteField("description", a.Alt) // into memory
	}
	name := strings.NewReplacer("\\", "_", `"`, "_", "\r", "_", "\n", "_").Replace(filepath.Base(a.Path))
	_, err = w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename="%s"`, name)},
		"Content-Type":        {http.DetectContentType(sniff[:n])},
	})
	if err != nil {
		return nil, nil, "", err
	}
	cutAt := b.Len()
	if err = w.Close(); err != nil {
		return nil, nil, "", err
	}
	return b.Bytes()[:cutAt], b.Bytes()[cutAt:], w.FormDataContentType(), nil
}

// maxPoll caps the pause between two looks at an upload.
const maxPoll = 5 * time.Second

// processed waits until an upload may be attached: 206 means "not yet".
func (p pen) processed(ctx context.Context, id, name string) error {
	ctx, cancel := context.WithTimeout(ctx, p.waits.media)
	defer cancel()
	pause := p.waits.poll
	for {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return fault.New(fault.Transient, uploadOp, "%s takes too long to process the file %s", p.base.Hostname(), name)
		}
		pause = min(pause*3/2, maxPoll)
		resp, err := p.do(ctx, request{op: uploadOp, path: "/api/v1/media/" + id, write: true}, nil)
		switch {
		case err != nil && ctx.Err() != nil:
			continue // the reason stands above
		case notThere(resp): // a server that does not tell: the post itself will
			return nil
		case err != nil:
			return err
		case resp.Status != http.StatusPartialContent:
			return nil
		}
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
