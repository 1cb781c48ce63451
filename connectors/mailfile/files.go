package mailfile

import "time"

// File is one attachment of a message with its contents.
type File struct {
	Name    string
	Content []byte
}

// Files reads the attachments of a message, in the order in which its mention
// lists them. Every error is a *Refusal.
func Files(raw []byte, now time.Time) ([]File, error) {
	var found []File
	_, r := readWith(&walker{files: []attached{}}, raw, envelope{delivered: now}, now, func(_ header, w *walker, _ *mention) {
		for i, a := range w.files {
			found = append(found, File{Name: w.media[i].Alt, Content: decodeBody(a.body, a.encoding, MaxMessage)})
		}
	})
	if r != nil {
		return nil, r
	}
	return found, nil
}
