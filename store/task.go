package store

import (
	"iter"
	"strings"
	"time"
)

// Task is something that we owe a person: a promise made, a thing to do.
type Task struct {
	ID       string    `cbor:"1,keyasint,omitzero"`
	Identity string    `cbor:"2,keyasint,omitzero"` // to whom
	Doc      Doc       `cbor:"3,keyasint,omitzero"` // the mention about which, 0 = none
	Text     string    `cbor:"4,keyasint,omitzero"`
	Due      time.Time `cbor:"5,keyasint,omitzero"` // zero = some day
	By       string    `cbor:"6,keyasint,omitzero"` // who promised it, and has to do it
	Done     time.Time `cbor:"7,keyasint,omitzero"` // zero = open
	At       time.Time `cbor:"8,keyasint,omitzero"` // when it was promised
}

// Open tells whether a task is still to be done.
func (t Task) Open() bool { return t.Done.IsZero() }

// Late tells whether an open task should have been done by now.
func (t Task) Late(now time.Time) bool { return t.Open() && !t.Due.IsZero() && !t.Due.After(now) }

// Order is something that a person bought, or wants to.
type Order struct {
	ID       string    `cbor:"1,keyasint,omitzero"` // of the shop
	Identity string    `cbor:"2,keyasint,omitzero"`
	At       time.Time `cbor:"3,keyasint,omitzero"`
	Sum      int64     `cbor:"4,keyasint,omitzero"` // in hundredths of Currency
	Currency string    `cbor:"5,keyasint,omitzero"` // ISO 4217: RUB, EUR
	What     string    `cbor:"6,keyasint,omitzero"`
	State    string    `cbor:"7,keyasint,omitzero"` // as the shop says: paid, sent, returned
}

// AvatarSide is the width and the height, in pixels, of the small pictures of
// people: AvatarSide rows of AvatarSide pixels of three bytes, red, green, blue.
const AvatarSide = 16

// AvatarBytes is how long such a picture is.
const AvatarBytes = AvatarSide * AvatarSide * 3

// Avatar gives the small picture of an identity; nil = there is none. They stand
// under KindAvatars by identity.
func Avatar(tx Tx, identity string) ([]byte, error) {
	raw, err := tx.Records(KindAvatars).Get(identity)
	if err != nil || len(raw) != AvatarBytes {
		return nil, ignoreMissing(err)
	}
	return raw, nil
}

// Tasks are keyed by Task.ID. Write them through PutTask and DropTask, which
// keep the order by due time and by person.
func Tasks(tx Tx) Table[Task] { return table[Task](tx, KindTasks) }

// PutTask writes a task and its places in the orders.
func PutTask(tx Tx, t Task) error {
	if err := DropTask(tx, t.ID); err != nil {
		return err
	}
	if t.Open() {
		if err := tx.Records(KindTasksDue).Put(taskDueKey(t), nil); err != nil {
			return err
		}
	}
	if err := tx.Records(KindTasksOf).Put(underKey(t.Identity)+t.ID, nil); err != nil {
		return err
	}
	tx.Touch(TopicTasks, t.ID)
	return Tasks(tx).Put(t.ID, t)
}

// DropTask removes a task; it is no error if there is none.
func DropTask(tx Tx, id string) error {
	old, err := Tasks(tx).Get(id)
	if err != nil {
		return ignoreMissing(err)
	}
	if err := tx.Records(KindTasksDue).Delete(taskDueKey(old)); err != nil {
		return err
	}
	if err := tx.Records(KindTasksOf).Delete(underKey(old.Identity) + id); err != nil {
		return err
	}
	tx.Touch(TopicTasks, id)
	return Tasks(tx).Delete(id)
}

// TasksOf walks the tasks about one identity in the order in which they were
// promised, done ones too.
func TasksOf(tx Tx, identity string) iter.Seq2[Task, error] {
	prefix := underKey(identity)
	return func(yield func(Task, error) bool) {
		for key := range tx.Records(KindTasksOf).Scan(prefix, identity+"\x01") {
			if !yield(Tasks(tx).Get(key[len(prefix):])) {
				return
			}
		}
	}
}

// OpenTasks walks the open tasks of everybody, the first due first, those without
// a time last.
func OpenTasks(tx Tx) iter.Seq2[Task, error] {
	return func(yield func(Task, error) bool) {
		for key := range tx.Records(KindTasksDue).Scan("", "") {
			_, id, _ := strings.Cut(key, "/")
			if !yield(Tasks(tx).Get(id)) {
				return
			}
		}
	}
}

func taskDueKey(t Task) string {
	if t.Due.IsZero() {
		return "~/" + t.ID // behind every year
	}
	return TimeKey(t.Due) + "/" + t.ID
}

// underKey is the prefix of all that stands under an identity. An identity may
// hold any letter but this one.
func underKey(identity string) string { return identity + "\x00" }

// Orders are keyed by OrderID: those of one identity stand together, the oldest
// first. Write them through PutOrder and DropOrder, which keep KindOrdersByID.
func Orders(tx Tx) Table[Order] { return table[Order](tx, KindOrders) }

// OrderID is the key of an order.
func OrderID(o Order) string { return underKey(o.Identity) + TimeKey(o.At) + "/" + o.ID }

// OrdersOf walks the orders of one identity, the newest first.
func OrdersOf(tx Tx, identity string) iter.Seq2[Order, error] {
	return Orders(tx).Back(underKey(identity), identity+"\x01")
}

// OrderByID gives the order that the shop calls so; ErrNotFound if there is none.
func OrderByID(tx Tx, id string) (Order, error) {
	key, err := tx.Records(KindOrdersByID).Get(id)
	if err != nil {
		return Order{}, err
	}
	return Orders(tx).Get(string(key))
}

// PutOrder writes an order, in the place of the one of its id.
func PutOrder(tx Tx, o Order) error {
	if err := DropOrder(tx, o.ID); err != nil {
		return err
	}
	tx.Touch(TopicPeople, o.Identity)
	if err := tx.Records(KindOrdersByID).Put(o.ID, []byte(OrderID(o))); err != nil {
		return err
	}
	return Orders(tx).Put(OrderID(o), o)
}

// DropOrder removes the order of an id; it is no error if there is none.
func DropOrder(tx Tx, id string) error {
	key, err := tx.Records(KindOrdersByID).Get(id)
	if err != nil {
		return ignoreMissing(err)
	}
	identity, _, _ := strings.Cut(string(key), "\x00")
	tx.Touch(TopicPeople, identity)
	if err := Orders(tx).Delete(string(key)); err != nil {
		return err
	}
	return tx.Records(KindOrdersByID).Delete(id)
}
