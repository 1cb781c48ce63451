package mail

import (
	"io"

	"github.com/emersion/go-imap/v2/imapclient"
)

// collect reads the answer to a FETCH, as the library's own Collect does, but for
// one thing: where the line breaks in the middle of a literal, nothing of the
// answer is touched any more. The library would read the rest of the literal
// beside its own reader, which is on its way already.
func collect(cmd *imapclient.FetchCommand) (out []*imapclient.FetchMessageBuffer, err error) {
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		buf := &imapclient.FetchMessageBuffer{SeqNum: m.SeqNum}
		for item := m.Next(); item != nil; item = m.Next() {
			if err := take(buf, item); err != nil {
				return nil, err
			}
		}
		out = append(out, buf)
	}
	return out, cmd.Close()
}

// take puts one item into its place; those that we never ask for are left out.
func take(buf *imapclient.FetchMessageBuffer, item imapclient.FetchItemData) error {
	switch item := item.(type) {
	case imapclient.FetchItemDataBodySection:
		var b []byte
		if item.Literal != nil {
			var err error
			if b, err = io.ReadAll(item.Literal); err != nil {
				return err
			}
			if int64(len(b)) < item.Literal.Size() {
				return io.ErrUnexpectedEOF
			}
		}
		buf.BodySection = append(buf.BodySection, imapclient.FetchBodySectionBuffer{Section: item.Section, Bytes: b})
	case imapclient.FetchItemDataFlags:
		buf.Flags = item.Flags
	case imapclient.FetchItemDataInternalDate:
		buf.InternalDate = item.Time
	case imapclient.FetchItemDataRFC822Size:
		buf.RFC822Size = item.Size
	case imapclient.FetchItemDataUID:
		buf.UID = item.UID
	case imapclient.FetchItemDataBodyStructure:
		buf.BodyStructure = item.BodyStructure
	}
	return nil
}
