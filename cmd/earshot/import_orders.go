package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"earshot/store/contacts"
	"earshot/store/desk"
)

// importOrders brings in tables of orders.
func importOrders(c *Call, ctx context.Context, ws *Workspace, f contactFlags, files []string) error {
	if f.list != "" || f.noList || f.records {
		return usageError{errors.New("--list, --no-list and --records are for import contacts")}
	}
	oi := &orderImport{contactImport: contactImport{importer: importer{call: c, space: ws, progress: c.newProgress()}, flags: f}}
	for _, name := range files {
		if info, err := os.Stat(c.Path(name)); err == nil && info.Mode().IsRegular() {
			oi.progress.expect(info.Size())
		}
	}
	for _, name := range files {
		if err := oi.file(ctx, name); err != nil {
			return oi.broken(ctx, err)
		}
	}
	return oi.end(ctx)
}

// orderImport brings in orders batch by batch; it counts and ends as an import of
// contacts does.
type orderImport struct {
	contactImport
	orders []desk.OrderRow
}

func (oi *orderImport) file(ctx context.Context, name string) error {
	f, err := oi.open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	oi.name = name
	var before int64
	o := contacts.OrderOptions{Zone: oi.call.Zone(), Now: oi.space.Desk.Env().Now(), Currency: oi.flags.currency, Skip: oi.flags.skip}
	for row, err := range contacts.Orders(f, o) {
		oi.progress.add(row.Bytes - before)
		before = row.Bytes
		place := fmt.Sprintf("%s:%d", name, row.Line)
		var refusal *contacts.Refusal
		switch {
		case errors.As(err, &refusal):
			oi.refuse(place, err)
			continue
		case err != nil && row.Line == 0:
			return fmt.Errorf("%s: %w", name, err)
		case err != nil:
			return fmt.Errorf("%s: %w", place, err)
		}
		row.Order.ID = oi.flags.prefix + row.Order.ID
		oi.orders, oi.places = append(oi.orders, desk.OrderRow{Order: row.Order, Priced: row.Priced, Who: row.Who}), append(oi.places, place)
		if len(oi.orders) < batchSize {
			continue
		}
		if err := oi.keep(ctx); err != nil {
			return err
		}
	}
	return oi.keep(ctx)
}

// keep files the batch; when it returns, the batch is safe on the disk.
func (oi *orderImport) keep(ctx context.Context) error {
	if len(oi.orders) == 0 {
		return nil
	}
	rows, places := oi.orders, oi.places
	oi.orders, oi.places = nil, nil
	res, err := oi.space.Desk.Lists.Orders(ctx, oi.call.by(), filepath.Base(oi.name), rows)
	if err != nil {
		return err
	}
	oi.count(res, places)
	return nil
}
