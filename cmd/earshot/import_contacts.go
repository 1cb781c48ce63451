package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"earshot/store/contacts"
	"earshot/store/desk"
)

// contactFlags are the flags of import contacts and import orders.
type contactFlags struct {
	list     string
	noList   bool
	prefix   string
	skip     []string
	records  bool
	currency string
}

func (f *contactFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.list, "list", "", "contacts: the `NAME` of the contact list that the rows stand on (default: the file's name)")
	flags.BoolVar(&f.noList, "no-list", false, "contacts: the rows stand on no list")
	flags.StringVar(&f.prefix, "prefix", "", "contacts, orders: put `TEXT` before every id, where two files number their rows alike")
	flags.BoolVar(&f.records, "records", false, "contacts: the rows are records about people, which all their columns together join: a register, not accounts")
	flags.StringSliceVar(&f.skip, "skip", nil, "contacts, orders: `COLUMNS` to leave out, with commas")
	flags.StringVar(&f.currency, "currency", "", "orders: the `CODE` (RUB, EUR) of sums that do not say theirs")
}

// importContacts brings in files of contacts.
func importContacts(c *Call, ctx context.Context, ws *Workspace, f contactFlags, files []string) error {
	if f.noList && f.list != "" {
		return usageError{errors.New("--list and --no-list contradict each other")}
	}
	by := c.by()
	by.Group = ws.Desk.Env().ID() // one step of undo, however many batches
	ci := &contactImport{by: by, importer: importer{call: c, space: ws, progress: c.newProgress()}, flags: f}
	for _, name := range files {
		if info, err := os.Stat(c.Path(name)); err == nil && info.Mode().IsRegular() {
			ci.progress.expect(info.Size())
		}
	}
	for _, name := range files {
		if err := ci.file(ctx, name); err != nil {
			return ci.broken(ctx, err)
		}
	}
	return ci.match(ctx)
}

// contactImport brings in contacts batch by batch.
type contactImport struct {
	importer
	by     desk.By
	flags  contactFlags
	name   string
	list   string
	rows   []desk.ContactRow
	places []string
	ids    []string // of all rows, where they are records
}

// listFor gives the list for a file: the one that is asked for, or one of the
// file's name.
func (ci *contactImport) listFor(name string) (string, error) {
	switch {
	case ci.flags.noList:
		return "", nil
	case ci.flags.list != "":
		return desk.ListName(ci.flags.list)
	case name == "-":
		return "", usageError{errors.New("say on which list they stand: --list NAME, or --no-list")}
	}
	base := filepath.Base(name)
	list, err := desk.ListName(strings.TrimSuffix(base, filepath.Ext(base)))
	if err != nil {
		err = fmt.Errorf("%w; give another with --list, or use --no-list", err)
	}
	return list, err
}

func (ci *contactImport) file(ctx context.Context, name string) error {
	list, err := ci.listFor(name)
	if err != nil {
		return err
	}
	f, err := ci.open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	ci.list, ci.name = list, name
	var before int64
	o := contacts.Options{From: "import " + filepath.Base(name), At: ci.space.Desk.Env().Now(), Skip: ci.flags.skip}
	for row, err := range contacts.Read(f, o) {
		ci.progress.add(row.Bytes - before)
		before = row.Bytes
		place := fmt.Sprintf("%s:%d", name, row.Line)
		var refusal *contacts.Refusal
		switch {
		case errors.As(err, &refusal):
			ci.refuse(place, err)
			continue
		case err != nil && row.Line == 0:
			return fmt.Errorf("%s: %w", name, err)
		case err != nil:
			return fmt.Errorf("%s: %w", place, err)
		}
		if err := ci.take(ctx, place, row); err != nil {
			return err
		}
	}
	return ci.store(ctx)
}

// take adds a row to the batch.
func (ci *contactImport) take(ctx context.Context, place string, row contacts.Row) error {
	r := desk.ContactRow{Person: row.Person, Beside: row.Beside}
	if ci.flags.prefix != "" {
		r.Prefix(ci.flags.prefix)
	}
	ci.rows, ci.places = append(ci.rows, r), append(ci.places, place)
	if len(ci.rows) < batchSize {
		return nil
	}
	return ci.store(ctx)
}

// store files the batch; when it returns, the batch is safe on the disk.
func (ci *contactImport) store(ctx context.Context) error {
	if len(ci.rows) == 0 {
		return nil
	}
	rows, places := ci.rows, ci.places
	ci.rows, ci.places = nil, nil
	res, err := ci.space.Desk.Lists.Import(ctx, ci.by, desk.ContactBatch{Rows: rows, List: ci.list, From: filepath.Base(ci.name), Records: ci.flags.records})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if ci.flags.records {
			ci.ids = append(ci.ids, r.Person.ID)
		}
	}
	ci.count(res, places)
	return nil
}

// count counts a batch that is filed, whose rows stood at these places.
func (ci *contactImport) count(res desk.ContactResult, places []string) {
	ci.added += res.New
	ci.known += res.Known
	ci.edited += res.Changed
	for _, r := range res.Refused {
		ci.refuse(places[r.Row], errors.New(r.Why))
	}
	ci.progress.show(ci.added + ci.known + ci.edited)
}

// match joins the records that are one person, and ends the import.
func (ci *contactImport) match(ctx context.Context) error {
	err := ci.end(ctx)
	if !ci.flags.records || err != nil && ci.added+ci.known+ci.edited == 0 {
		return err
	}
	n, failed := ci.space.Desk.Lists.MatchRecords(desk.Watch(ctx, ci.progress.follow), ci.call.by(), ci.ids)
	ci.progress.clear()
	ci.call.say("%d people have several records", n)
	return errors.Join(failed, err)
}

// broken ends an import that cannot go on.
func (ci *contactImport) broken(ctx context.Context, err error) error {
	if isUsage(err) {
		return err
	}
	if err = errors.Join(err, ci.end(ctx)); ci.added+ci.known+ci.edited == 0 {
		return err
	}
	return fmt.Errorf("%w; what is counted above is in, and the same command goes on from there", err)
}

// end stores what is left and tells the sums.
func (ci *contactImport) end(ctx context.Context) error {
	err := ci.store(ctx)
	ci.progress.clear()
	ci.call.say("%d new, %d known, %d changed, %d refused", ci.added, ci.known, ci.edited, ci.nays)
	if err == nil && ci.nays > 0 {
		err = fmt.Errorf("%d refused; the rest is in", ci.nays)
	}
	return err
}
