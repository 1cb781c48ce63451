package desk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"earshot/scoring/identity"
	"earshot/store"
)

// OrderRow is one row of a file of orders.
type OrderRow struct {
	Order  store.Order // without Identity
	Priced bool        // it says a sum, be it 0
	// Who ordered. ID is how the file names them: an id, an address, a number, or
	// network:handle; with or without Author.Email, Phone, or Network and
	// Author.Handle.
	Who store.Identity
}

// Orders files what people ordered, in one Update. An order that is known is
// changed where the row says anew, and what it does not say is kept. Orders hang
// on somebody who is known by the id, e-mail, handle or phone of the row; others
// become identities as rows of a file of contacts do, and are compared with
// everybody. Which file it was, from says, for people to read.
func (l *Lists) Orders(ctx context.Context, by By, from string, rows []OrderRow) (ContactResult, error) {
	return l.filing(ctx, by, ContactBatch{From: from}, func(f *listing, res *ContactResult) error {
		o := &ordering{f}
		for i, row := range rows {
			if err := o.row(i, row, res); err != nil {
				return err
			}
		}
		return nil
	})
}

// ordering is a batch of orders on its way into the store.
type ordering struct{ *listing }

func (o *ordering) row(i int, row OrderRow, res *ContactResult) error {
	if len(row.Order.ID) > maxLinked || strings.ContainsRune(row.Who.ID, 0) {
		res.Refused = append(res.Refused, RefusedRow{i, "its id cannot be kept"})
		return nil
	}
	old, err := store.OrderByID(o.tx, row.Order.ID)
	if ignoreMissing(err) != nil {
		return err
	}
	known := err == nil
	who, why, err := o.customer(row.Who)
	if err != nil || why != "" {
		if why != "" {
			res.Refused = append(res.Refused, RefusedRow{i, why})
		}
		return err
	}
	now := row.Order
	now.Identity, now.At = who, store.Stamp(now.At)
	if known {
		if now, err = o.grown(old, now, row.Priced); err != nil {
			return err
		}
	}
	a, err := store.Encode(old)
	if err != nil {
		return err
	}
	b, err := store.Encode(now)
	switch {
	case err != nil:
		return err
	case known && bytes.Equal(a, b):
		res.Known++
		return nil
	case known:
		res.Changed++
	default:
		res.New++
	}
	return store.PutOrder(o.tx, now)
}

// grown is a known order with what a row says of it. It stays with the identity
// that has it as long as that is the same person.
func (o *ordering) grown(old, now store.Order, priced bool) (store.Order, error) {
	a, errA := contactOf(o.tx, old.Identity)
	b, errB := contactOf(o.tx, now.Identity)
	if a.ID == b.ID {
		now.Identity = old.Identity
	}
	now.What, now.State = cmp.Or(now.What, old.What), cmp.Or(now.State, old.State)
	if !priced {
		now.Sum, now.Currency = old.Sum, cmp.Or(now.Currency, old.Currency)
	}
	return now, errors.Join(errA, errB)
}

// customer gives the identity of who ordered, and makes one of somebody whom
// nobody knows; why says why there can be none.
func (o *ordering) customer(who store.Identity) (id, why string, err error) {
	if who.ID != "" {
		one, err := named(o.tx, who.ID)
		if err == nil {
			return one.ID, "", nil
		}
		if ignoreMissing(err) != nil {
			return "", "", err
		}
		said := who.ID
		if who = described(who); who.Author.Email+who.Phone+who.Author.Handle == "" {
			return "", fmt.Sprintf("nobody is known by %q; give their e-mail, phone, or handle and net", said), nil
		}
	}
	for _, way := range []func(store.Identity) (string, error){o.byMail, o.byHandle, o.byPhone} {
		if id, err := way(who); err != nil || id != "" {
			return id, "", err
		}
	}
	p := stranger(who)
	if len(p.ID) > maxLinked {
		return "", "what it says of who ordered is too long", nil
	}
	old, err := store.Identities(o.tx).Get(p.ID)
	if ignoreMissing(err) != nil {
		return "", "", err
	}
	if err == nil {
		return old.ID, "", nil
	}
	_, err = o.identity(nil, p)
	return p.ID, "", err
}

// described reads the text that names somebody as an address, a number, or
// network:handle, where the row does not say those itself.
func described(who store.Identity) store.Identity {
	text := who.ID
	who.ID = ""
	net, handle, account := strings.Cut(text, ":")
	switch {
	case account && net == "mail":
		text = handle
	case account && store.ValidNetwork(net) && handle != "" && who.Author.Handle == "":
		who.Network, who.Author.Handle = net, strings.TrimPrefix(handle, "@")
		return who
	}
	switch {
	case who.Author.Email == "" && identity.Mail(text).String() != "":
		who.Author.Email = text
	case who.Phone == "" && strings.Trim(text, "+0123456789 ()-") == "" && identity.Phone(text) != "":
		who.Phone = text
	}
	return who
}

// stranger is the identity of somebody of whom only an order is known.
func stranger(who store.Identity) store.Identity {
	p := store.Identity{Network: who.Network, Author: store.Author{Name: who.Author.Name, Handle: who.Author.Handle}, Phone: who.Phone}
	switch {
	case who.Author.Email != "":
		p.Author.Email = mailbox(who.Author.Email)
		p.Network, p.ID, p.Author.Handle = "mail", "mail:"+p.Author.Email, ""
	case who.Author.Handle != "":
		p.Row = who.Network + ":" + strings.ToLower(who.Author.Handle)
		p.ID = RowID(p.Row)
	default:
		p.Network, p.Row = "", "tel:"+cmp.Or(identity.Phone(who.Phone), who.Phone)
		p.ID = RowID(p.Row)
	}
	return p
}

func mailbox(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

func (o *ordering) byMail(who store.Identity) (string, error) {
	address := who.Author.Email
	if address == "" {
		return "", nil
	}
	for _, id := range []string{"mail:" + mailbox(address), "mail:" + address} {
		if one, err := store.Identities(o.tx).Get(id); err == nil || ignoreMissing(err) != nil {
			return one.ID, err
		}
	}
	box := identity.Mail(address).String()
	return o.filed(identity.Record{Mail: address}, func(r identity.Record) bool { return box != "" && identity.Mail(r.Mail).String() == box })
}

func (o *ordering) byHandle(who store.Identity) (string, error) {
	handle := who.Author.Handle
	if handle == "" || who.Network == "" {
		return "", nil
	}
	return o.filed(identity.Record{Handle: handle, Network: who.Network}, func(r identity.Record) bool {
		return r.Network == who.Network && strings.EqualFold(strings.TrimPrefix(r.Handle, "@"), handle)
	})
}

func (o *ordering) byPhone(who store.Identity) (string, error) {
	number := identity.Phone(who.Phone)
	if number == "" {
		return "", nil
	}
	return o.filed(identity.Record{Phone: who.Phone}, func(r identity.Record) bool { return identity.Phone(r.Phone) == number })
}

// filed gives the first of those that are filed under what a record says and of
// whom it is true; "" = none.
func (o *ordering) filed(r identity.Record, is func(identity.Record) bool) (string, error) {
	for _, key := range identity.Read(r).Keys() {
		list, err := o.who.keys.Find(key.ID)
		if errors.Is(err, store.ErrDamaged) {
			return "", nil // all are filed anew before long, and matched then
		}
		if err != nil {
			return "", err
		}
		for _, n := range list {
			id, err := o.tx.Records(store.KindIdentityNum).Get(store.Number(n))
			if ignoreMissing(err) != nil {
				return "", err
			}
			one, err := store.Identities(o.tx).Get(string(id))
			if ignoreMissing(err) != nil {
				return "", err
			}
			if err == nil && is(recordOf(one)) {
				return one.ID, nil
			}
		}
	}
	return "", nil
}
