package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"earshot/connectors"
	"earshot/connectors/feed"
	"earshot/connectors/mailfile"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/exchange"
)

const importHelp = `Bring in mentions from files. FORMAT is jsonl (the exchange format), mbox, maildir
(FILE is the folder), opml (a list of feeds to follow), contacts (CSV, vCard, or what export
contacts wrote), orders (CSV) or corrections (what a team taught, as export corrections writes it: it is learnt,
no mention changes). FILE "-" is standard input.

A mention of jsonl is one JSON object on one line. It has to have network (any name), id (the
network's own), created (2026-11-20T09:31:07Z) and text, and may have author (with name, handle,
id, email, url, followers, location), kind (post, reply, message, mail, article, comment, review,
share), url, title, lang, thread, in_reply_to, edited, tags, links, counts (likes, shares, replies,
views), geo (country, place) and media (type, url, alt). export mentions and search --json write
it; what else stands on a line is kept. For example:

  {"network":"site","id":"17","created":"2026-11-20T09:31:07Z","text":"Hi"}

A table of contacts has a header with some of id, net, name, first_name, last_name, handle, email,
phone, city, url, avatar, bio, followers, in English, Russian, German, Ukrainian or Kazakh; other
columns become facts. One row is one account or address; its id comes back in export identities.
All rows stand on the contact list --list.

A table of orders has a header with order_id, date, who ordered (some of email, phone, handle with
net, contact: any id of theirs) and some of name, sum, currency, what, state. Sums are written
1,234.50 or 1 234,50 with or without a currency. Whom nobody knows becomes an address.

Importing twice changes nothing. Every line or message that is refused is named with
its reason; the rest is in. The exit code is 1 if any was refused.`

func importCommand(c *Call) *cobra.Command {
	var account string
	var contacts contactFlags
	cmd := &cobra.Command{
		Use:   "import FORMAT FILE...",
		Short: "Bring in mentions from files: jsonl, mbox, maildir, opml; contacts; orders; corrections",
		Long:  importHelp,
		Example: `  earshot import jsonl mentions.jsonl
  earshot import mbox support.mbox
  earshot import maildir ~/Maildir
  earshot import opml feeds.opml
  earshot import contacts clients.csv --list clients
  earshot import contacts team.vcf
  earshot import contacts --records register.csv
  earshot import orders orders.csv --currency RUB
  earshot import corrections taught.jsonl`,
		Args: cobra.MinimumNArgs(2),
	}
	contacts.add(cmd.Flags())
	cmd.Flags().StringVar(&account, "account", "", "`NAME` of the account that the mentions belong to, where the file does not say")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		format, files := args[0], args[1:]
		if format == "opml" {
			return importFeeds(c, ctx, ws, files)
		}
		if format == "contacts" {
			return importContacts(c, ctx, ws, contacts, files)
		}
		if format == "orders" {
			return importOrders(c, ctx, ws, contacts, files)
		}
		im := &importer{call: c, space: ws, account: account, progress: c.newProgress()}
		for _, name := range files { // all of them at once, or the bar would go back with each
			if info, err := os.Stat(c.Path(name)); err == nil && info.Mode().IsRegular() {
				im.progress.expect(info.Size())
			}
		}
		for _, name := range files {
			if err := im.file(ctx, format, name); err != nil {
				return im.broken(ctx, err)
			}
		}
		return im.end(ctx)
	})
	return cmd
}

// batchSize is how many mentions go into one transaction: large enough for
// speed, small enough that others get their turn.
const batchSize = 500

// maxTold is how many refusals are printed one by one.
const maxTold = 1000

// importer brings in files batch by batch.
type importer struct {
	call                       *Call
	space                      *Workspace
	account                    string
	progress                   *progressBar
	batch                      []desk.Event
	places                     map[store.Key]string // where each mention of the batch came from
	added, known, edited, nays int
}

func (im *importer) file(ctx context.Context, format, name string) error {
	switch format {
	case "jsonl":
		return im.jsonl(ctx, name)
	case "mbox":
		return im.mbox(ctx, name)
	case "corrections":
		return im.corrections(ctx, name)
	case "maildir":
		return im.mails(ctx, name, mailfile.Maildir(im.call.Path(name), im.space.Desk.Env().Now()))
	}
	return usageError{fmt.Errorf("%q is no format: use jsonl, mbox, maildir, opml, contacts, orders or corrections", format)}
}

// open opens a file of the call, or its standard input for "-".
func (im *importer) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(im.call.In), nil
	}
	f, err := os.Open(im.call.Path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file %s", name)
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		f.Close()
		return nil, fmt.Errorf("%s is a folder; this format needs a file", name)
	}
	return f, err
}

func (im *importer) jsonl(ctx context.Context, name string) error {
	f, err := im.open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var before int64
	for line, err := range exchange.NewReader(f, im.space.Desk.Env().Now()).All() {
		im.progress.add(line.Bytes - before)
		before = line.Bytes
		place := fmt.Sprintf("%s:%d", name, line.Number)
		var refusal *exchange.Refusal
		if errors.As(err, &refusal) {
			im.refuse(place, err)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
		r := line.Record
		if err := im.add(ctx, place, desk.Event{Mention: r.Mention, Notes: r.Notes, History: r.History, Apart: r.Apart}); err != nil {
			return err
		}
	}
	return im.flush(ctx)
}

func (im *importer) mbox(ctx context.Context, name string) error {
	f, err := im.open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return im.mails(ctx, name, mailfile.Mbox(f, im.space.Desk.Env().Now()))
}

func (im *importer) mails(ctx context.Context, name string, items func(func(mailfile.Item, error) bool)) error {
	for item, err := range items {
		im.progress.add(item.Bytes)
		var refusal *mailfile.Refusal
		if errors.As(err, &refusal) {
			im.refuse(name, err)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		place := fmt.Sprintf("%s: message %d", name, item.Number)
		if err := im.add(ctx, place, desk.Event{Mention: item.Mention}); err != nil {
			return err
		}
	}
	return im.flush(ctx)
}

func (im *importer) add(ctx context.Context, place string, e desk.Event) error {
	if im.places == nil {
		im.places = map[store.Key]string{}
	}
	im.places[e.Mention.Key] = place
	if im.batch = append(im.batch, e); len(im.batch) < batchSize {
		return nil
	}
	return im.flush(ctx)
}

// flush stores the batch; when it returns, the batch is safe on the disk.
func (im *importer) flush(ctx context.Context) error {
	if len(im.batch) == 0 {
		return nil
	}
	res, err := im.space.Desk.Inbox.Ingest(ctx, desk.Batch{Account: im.account, Events: im.batch, Backfill: true, Restore: true})
	if err != nil {
		im.batch = nil // it is tried once: the end of the import shall not fail on it again
		return err
	}
	im.added += res.New
	im.known += res.Known
	im.edited += res.Edited
	for _, refused := range res.Refused {
		im.refuse(im.places[refused.Key], refused)
	}
	im.batch, im.places = im.batch[:0], nil
	im.progress.show(im.added + im.known + im.edited)
	return nil
}

func (im *importer) refuse(place string, err error) {
	im.nays++
	im.progress.clear()
	switch {
	case im.nays <= maxTold:
		im.call.say("%s: refused: %v", place, err)
	case im.nays == maxTold+1:
		im.call.say("more refusals follow; only their number is told")
	}
}

// broken ends an import that cannot go on: what was read before is stored where
// that is possible.
func (im *importer) broken(ctx context.Context, err error) error {
	if isUsage(err) {
		return err
	}
	if err = errors.Join(err, im.end(ctx)); im.added+im.known+im.edited == 0 {
		return err
	}
	return fmt.Errorf("%w; what is counted above is in, and the same command goes on from there", err)
}

// end stores what is left and tells the sums.
func (im *importer) end(ctx context.Context) error {
	err := im.flush(ctx)
	im.progress.clear()
	im.call.say("%d new, %d known, %d edited, %d refused", im.added, im.known, im.edited, im.nays)
	if err == nil && im.nays > 0 {
		err = fmt.Errorf("%d refused; the rest is in", im.nays)
	}
	return err
}

// importFeeds connects the feeds of OPML files.
func importFeeds(c *Call, ctx context.Context, ws *Workspace, files []string) error {
	var urls []string
	for _, name := range files {
		f, err := os.Open(c.Path(name))
		if err != nil {
			return err
		}
		outlines, err := feed.OPML(f)
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, o := range outlines {
			urls = append(urls, o.URL)
		}
	}
	if len(urls) == 0 {
		return errors.New("the files name no feed")
	}
	return order{kind: "feed", network: networks()["feed"], given: connectors.Given{"urls": urls}, noCheck: true}.run(c, ctx, ws)
}
