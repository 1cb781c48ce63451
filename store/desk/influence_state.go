package desk

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"

	"earshot/scoring/influence"
	"earshot/store"
)

// swayed is what is kept of one person, or of one account of them, with what
// influence itself does not know.
type swayed struct {
	influence.Person
	name   string  // the identity
	ours   bool    // an account of ours: it has no rank
	places []place // where it stands in the orders, as written
	moved  bool    // to be written
}

// place is where somebody stands in the order of a topic; topic 0 is all.
type place struct {
	topic influence.Topic
	rank  uint16 // the higher, the further
}

// personID is the number by which influence knows an identity: 64 bits of FNV-1a
// (Fowler, Noll and Vo). Two of a million share one with a probability of one in
// thirty million.
func personID(identity string) influence.ID {
	if identity == "" {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(identity))
	return influence.ID(max(1, h.Sum64()))
}

const swayedVersion = 1

// Bits of the second byte of what is kept of a person.
const (
	swayedOurs = 1 << 7
)

// bytes writes a person: version, bits, name, places, and what influence keeps.
func (s *swayed) bytes() ([]byte, error) {
	bits := byte(0)
	if s.ours {
		bits |= swayedOurs
	}
	dst := append(make([]byte, 0, 192), swayedVersion, bits)
	dst = append(binary.AppendUvarint(dst, uint64(len(s.name))), s.name...)
	dst = append(dst, byte(len(s.places)))
	for _, p := range s.places {
		dst = binary.BigEndian.AppendUint16(binary.AppendUvarint(dst, uint64(p.topic)), p.rank)
	}
	return s.AppendBinary(dst)
}

// read reads what bytes wrote.
func (s *swayed) read(raw []byte) error {
	if len(raw) < 2 || raw[0] != swayedVersion {
		return fmt.Errorf("%w: %w", store.ErrDamaged, influence.ErrPerson)
	}
	bits, rest := raw[1], raw[2:]
	n, size := binary.Uvarint(rest)
	if size <= 0 || n >= uint64(len(rest)-size) {
		return fmt.Errorf("%w: %w", store.ErrDamaged, influence.ErrPerson)
	}
	name, rest := string(rest[size:size+int(n)]), rest[size+int(n):]
	places := make([]place, rest[0])
	rest = rest[1:]
	for i := range places {
		topic, size := binary.Uvarint(rest)
		if size <= 0 || len(rest) < size+2 {
			return fmt.Errorf("%w: %w", store.ErrDamaged, influence.ErrPerson)
		}
		places[i] = place{influence.Topic(topic), binary.BigEndian.Uint16(rest[size:])}
		rest = rest[size+2:]
	}
	if err := s.UnmarshalBinary(rest); err != nil {
		return fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	s.name, s.places, s.ours = name, places, bits&swayedOurs != 0
	return nil
}

// placeOf makes a rank of a key of influence, 64 to a doubling as its histograms
// have them.
func placeOf(key float64) uint16 {
	return uint16(max(0, min(math.MaxUint16, 64*(key+24))))
}

// standing is where somebody belongs in the orders: nowhere without a reshare.
func (s *swayed) standing() []place {
	key, ok := s.Key()
	if !ok || s.ours {
		return nil
	}
	out := []place{{0, placeOf(key)}}
	for _, t := range s.Topics() {
		out = append(out, place{t.Topic, placeOf(t.Volume)})
	}
	return out
}

// orderKey is where somebody stands among those of a topic, the first first.
func orderKey(p place, id influence.ID) string {
	return topicKey(p.topic) + store.Number(uint64(math.MaxUint16 - p.rank))[12:] + store.Number(uint64(id))
}

// reorder moves somebody in the orders.
func (s *swayed) reorder(tx store.Tx, id influence.ID, now []place) error {
	if slices.Equal(s.places, now) {
		return nil
	}
	order := tx.Records(store.KindInfluenceOrder)
	for _, p := range s.places {
		if !slices.Contains(now, p) {
			if err := order.Delete(orderKey(p, id)); err != nil {
				return err
			}
		}
	}
	for _, p := range now {
		if !slices.Contains(s.places, p) {
			if err := order.Put(orderKey(p, id), nil); err != nil {
				return err
			}
		}
	}
	s.places = now
	return nil
}

// tally is what is kept of a mention by its network's id: how often it was
// reshared and answered. It may come before the mention.
type tally struct {
	seen    int  // reshares that count for its author
	replies int  // answers, of whoever else
	shares  int  // reshares that name it, which KindInfluenceShares lists
	ours    bool // an account of ours wrote it
	moved   bool
}

func (t *tally) bytes() []byte {
	dst := []byte{swayedVersion, 0}
	if t.ours {
		dst[1] = swayedOurs
	}
	for _, n := range []int{t.seen, t.replies, t.shares} {
		dst = binary.AppendUvarint(dst, uint64(max(0, n)))
	}
	return dst
}

func readTally(raw []byte) (*tally, error) {
	damaged := fmt.Errorf("%w: how often a mention was reshared cannot be read", store.ErrDamaged)
	if len(raw) < 2 || raw[0] != swayedVersion {
		return nil, damaged
	}
	t, rest := &tally{ours: raw[1]&swayedOurs != 0}, raw[2:]
	for _, to := range []*int{&t.seen, &t.replies, &t.shares} {
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > math.MaxInt32 {
			return nil, damaged
		}
		*to, rest = int(n), rest[size:]
	}
	return t, nil
}

// reshare is one reshare as it is filed under what it shares.
type reshare struct {
	key       string // network:id
	by        string // the identity; "" for nobody who counts
	at        int64  // seconds
	followers int
}

func (r *reshare) bytes() []byte {
	dst := binary.AppendVarint([]byte{swayedVersion}, r.at)
	return append(binary.AppendUvarint(dst, uint64(max(0, r.followers))), r.by...)
}

func readReshare(key string, raw []byte) (reshare, error) {
	damaged := fmt.Errorf("%w: a reshare cannot be read", store.ErrDamaged)
	if len(raw) == 0 || raw[0] != swayedVersion {
		return reshare{}, damaged
	}
	rest := raw[1:]
	at, size := binary.Varint(rest)
	if size <= 0 {
		return reshare{}, damaged
	}
	followers, more := binary.Uvarint(rest[size:])
	if more <= 0 || followers > math.MaxInt64/2 {
		return reshare{}, damaged
	}
	return reshare{key: key, by: string(rest[size+more:]), at: at, followers: int(followers)}, nil
}
