package pack

import "earshot/store"

const authorVersion = 1

// The optional parts of a description.
const (
	hasID = 1 << iota
	hasHandle
	hasName
	hasEmail
	hasHome
	hasBio
	hasAvatar
	hasLocation
	isVerified
)

// AppendAuthor adds a description without its three numbers. Person and version
// say whose it is, as in Head.
func AppendAuthor(dst []byte, person, version uint64, a *store.Author) []byte {
	w := &writer{b: dst}
	from := len(dst)
	flags := flag(a.ID != "", hasID) | flag(a.Handle != "", hasHandle) | flag(a.Name != "", hasName) |
		flag(a.Email != "", hasEmail) | flag(a.URL != "", hasHome) | flag(a.Bio != "", hasBio) |
		flag(a.Avatar != "", hasAvatar) | flag(a.Location != "", hasLocation) | flag(a.Verified, isVerified)
	w.begin(authorVersion)
	w.b = append(w.b, byte(flags), byte(flags>>8))
	for i, s := range parts(a) {
		if flags&(1<<i) == 0 {
			continue
		}
		w.ref(*s)
		if i <= 1 || i == 4 {
			w.refs.author(known(a, i))
		}
	}
	w.seal(from, place(person, version))
	return w.b
}

// parts are the strings of a description in the order of their flags.
func parts(a *store.Author) [8]*string {
	return [...]*string{&a.ID, &a.Handle, &a.Name, &a.Email, &a.URL, &a.Bio, &a.Avatar, &a.Location}
}

// known are the strings that may be referred to once part i is there.
func known(a *store.Author, i int) (id, handle, home, avatar string) {
	id = a.ID
	if i >= 1 {
		handle = a.Handle
	}
	if i >= 4 {
		home = a.URL
	}
	return id, handle, home, ""
}

// place makes one number of a person and a version, for the checksum.
func place(person, version uint64) uint64 { return person ^ version<<32 }

// ReadAuthor reads a description of a person into a; the three numbers stay as
// they are.
func ReadAuthor(person, version uint64, raw []byte, a *store.Author) error {
	const what = "the description of an author"
	p, err := checked(raw, place(person, version), authorVersion, what)
	if err != nil {
		return err
	}
	r := &reader{s: string(p)}
	flags := uint32(r.byte())
	flags |= uint32(r.byte()) << 8
	for i, s := range parts(a) {
		*s = ""
		if flags&(1<<i) == 0 {
			continue
		}
		*s = r.str()
		if i <= 1 || i == 4 { // what other parts may refer to
			r.refs.author(known(a, i))
		}
	}
	a.Verified = flags&isVerified != 0
	return r.end(what)
}
