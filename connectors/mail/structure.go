package mail

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors/fault"
)

const (
	headSize  = 128 << 10 // bytes read of a header
	textSize  = 192 << 10 // bytes read of one text part
	textsSize = 512 << 10 // bytes read of all text parts of a message
	maxLeaves = 500       // parts of a structure that are looked at
)

// large reads a message too large to be read whole: its header, its structure,
// and the beginnings of its text parts. What comes back is a message of the same
// structure whose attachments are empty. Where the structure cannot be read, and
// some servers give strange ones, the beginning of the message has to do.
func (r *reading) large(ctx context.Context, uid imap.UID) ([]byte, error) {
	raw, err := r.parts(ctx, uid)
	switch {
	case len(raw) > 0:
		return raw, nil
	case err == nil: // gone meanwhile, or nothing was told of it
		return r.beginning(ctx, uid)
	}
	f := fault.Of(err)
	if ctx.Err() != nil || f.Kind != fault.Transient {
		return nil, err
	}
	fresh, openErr := r.open(ctx) // the line may have gone with the structure
	if openErr != nil {
		return nil, openErr
	}
	r.session.close()
	*r.session = *fresh
	if _, err := r.examine(ctx, r.name); err != nil {
		return nil, err
	}
	return r.beginning(ctx, uid)
}

// beginning reads as much of a message as of a small one; nothing if there is no
// such message any more.
func (r *reading) beginning(ctx context.Context, uid imap.UID) ([]byte, error) {
	begin := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: wholeSize}}
	got, err := r.fetch(ctx, imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{begin}}, 2*wholeSize)
	if err != nil || len(got) == 0 || len(got[0].BodySection) == 0 {
		return nil, err
	}
	return got[0].BodySection[0].Bytes, nil
}

// parts reads a message by its structure.
func (r *reading) parts(ctx context.Context, uid imap.UID) ([]byte, error) {
	head := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true, Partial: &imap.SectionPartial{Size: headSize}}
	got, err := r.fetch(ctx, imap.UIDSetNum(uid), &imap.FetchOptions{
		UID: true, BodyStructure: &imap.FetchItemBodyStructure{Extended: true}, BodySection: []*imap.FetchItemBodySection{head},
	}, 2*headSize)
	if err != nil || len(got) == 0 || got[0].BodyStructure == nil || len(got[0].BodySection) == 0 {
		return nil, err
	}
	b := &builder{bodies: map[string][]byte{}}
	var want []*imap.FetchItemBodySection
	room := int64(textsSize)
	got[0].BodyStructure.Walk(func(path []int, part imap.BodyStructure) bool {
		single, ok := part.(*imap.BodyStructureSinglePart)
		if !ok || !readable(single) || room <= 0 || len(want) >= maxLeaves {
			return true
		}
		size := min(int64(single.Size), textSize, room)
		room -= size
		want = append(want, &imap.FetchItemBodySection{Part: slices.Clone(path), Peek: true, Partial: &imap.SectionPartial{Size: max(size, 1)}})
		return true
	})
	if len(want) > 0 {
		texts, err := r.fetch(ctx, imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: want}, 2*textsSize)
		if err != nil || len(texts) == 0 {
			return nil, err
		}
		for _, t := range texts[0].BodySection {
			b.bodies[fmt.Sprint(t.Section.Part)] = t.Bytes
		}
	}
	return b.message(got[0].BodySection[0].Bytes, got[0].BodyStructure), nil
}

// readable tells a part whose text is wanted.
func readable(p *imap.BodyStructureSinglePart) bool {
	if d := p.Disposition(); d != nil && strings.EqualFold(d.Value, "attachment") {
		return false
	}
	switch p.MediaType() {
	case "text/plain", "text/html", "text/enriched", "text/markdown", "message/delivery-status", "text/rfc822-headers":
		return true
	}
	return false
}

// builder writes a message of a structure.
type builder struct {
	bytes.Buffer
	bodies map[string][]byte // by path
	parts  int
}

// message writes the header of a message, with a content type of our making, and
// its parts.
func (b *builder) message(head []byte, s imap.BodyStructure) []byte {
	keep := true
	for line := range bytes.Lines(head) {
		trimmed := bytes.TrimRight(line, "\r\n")
		if len(trimmed) == 0 {
			continue
		}
		if trimmed[0] != ' ' && trimmed[0] != '\t' {
			name, _, _ := bytes.Cut(trimmed, []byte(":"))
			keep = !strings.HasPrefix(strings.ToLower(string(name)), "content-")
		}
		if keep {
			b.Write(trimmed)
			b.WriteByte('\n')
		}
	}
	b.part(nil, s)
	return b.Bytes()
}

// part writes the content fields of a part, a blank line, and what is in it.
func (b *builder) part(path []int, s imap.BodyStructure) {
	b.parts++
	switch s := s.(type) {
	case *imap.BodyStructureSinglePart:
		if path == nil {
			path = []int{1}
		}
		b.leaf(path, s)
	case *imap.BodyStructureMultiPart:
		boundary := fmt.Sprintf("=_earshot_%d", b.parts)
		fmt.Fprintf(b, "Content-Type: %s; boundary=\"%s\"\n\n", word(s.MediaType()), boundary)
		for i, child := range s.Children {
			if b.parts > maxLeaves {
				break
			}
			b.WriteString("--" + boundary + "\n")
			b.part(append(slices.Clone(path), i+1), child)
			b.WriteByte('\n')
		}
		b.WriteString("--" + boundary + "--\n")
	}
}

func (b *builder) leaf(path []int, s *imap.BodyStructureSinglePart) {
	kind := word(s.MediaType())
	if kind == "message/rfc822" {
		kind = "application/octet-stream" // it is not read, and is listed by its name
	}
	params := map[string]string{}
	for _, name := range []string{"charset", "format", "delsp"} {
		if v := s.Params[name]; v != "" {
			params[name] = v
		}
	}
	fmt.Fprintf(b, "Content-Type: %s\n", formatted(kind, params))
	fmt.Fprintf(b, "Content-Transfer-Encoding: %s\n", word(s.Encoding))
	if id := word(s.ID); id != "" {
		fmt.Fprintf(b, "Content-ID: %s\n", id)
	}
	way := "inline"
	if d := s.Disposition(); d != nil {
		way = strings.ToLower(word(d.Value))
	} else if !readable(s) {
		way = "attachment"
	}
	params = map[string]string{"size": fmt.Sprint(decodedSize(s))}
	if name := s.Filename(); name != "" {
		params["filename"] = name
	} else if s.MediaType() == "message/rfc822" {
		params["filename"] = "message.eml"
	}
	fmt.Fprintf(b, "Content-Disposition: %s\n\n", formatted(way, params))
	b.Write(b.bodies[fmt.Sprint(path)])
}

// decodedSize is about how many bytes an attachment has once it is decoded.
func decodedSize(s *imap.BodyStructureSinglePart) int64 {
	if strings.EqualFold(s.Encoding, "base64") {
		return int64(s.Size) * 3 / 4 * 76 / 78 // line ends
	}
	return int64(s.Size)
}

// formatted writes a value with its parameters, "application/octet-stream" where
// they cannot be written.
func formatted(value string, params map[string]string) string {
	if s := mime.FormatMediaType(value, params); s != "" {
		return s
	}
	if s := mime.FormatMediaType(value, nil); s != "" {
		return s
	}
	return "application/octet-stream"
}

// word keeps what a server names from opening a line of its own.
func word(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r > 126 {
			return -1
		}
		return r
	}, s)
}
