package mem

import "strings"

// tree is an ordered map that never changes: put and del give a new tree that
// shares what is the same. A snapshot is thus a pointer, and a rollback is
// forgetting one. It is a treap whose priorities are hashes of the keys, so
// its shape does not depend on the order of arrival.
type tree[V any] struct {
	key         string
	val         V
	prio        uint64
	left, right *tree[V]
}

func (t *tree[V]) get(key string) (V, bool) {
	for t != nil {
		switch c := strings.Compare(key, t.key); {
		case c == 0:
			return t.val, true
		case c < 0:
			t = t.left
		default:
			t = t.right
		}
	}
	var none V
	return none, false
}

func (t *tree[V]) put(key string, val V) *tree[V] {
	if t == nil {
		return &tree[V]{key: key, val: val, prio: priority(key)}
	}
	n := *t
	switch c := strings.Compare(key, t.key); {
	case c == 0:
		n.val = val
	case c < 0:
		n.left = t.left.put(key, val)
		if n.left.prio > n.prio {
			up := n.left // made by put just now, so it may be changed
			n.left, up.right = up.right, &n
			return up
		}
	default:
		n.right = t.right.put(key, val)
		if n.right.prio > n.prio {
			up := n.right
			n.right, up.left = up.left, &n
			return up
		}
	}
	return &n
}

func (t *tree[V]) del(key string) *tree[V] {
	if t == nil {
		return nil
	}
	n := *t
	switch c := strings.Compare(key, t.key); {
	case c == 0:
		return join(t.left, t.right)
	case c < 0:
		n.left = t.left.del(key)
	default:
		n.right = t.right.del(key)
	}
	return &n
}

// join makes one tree of two, all keys of a being below those of b.
func join[V any](a, b *tree[V]) *tree[V] {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.prio > b.prio:
		n := *a
		n.right = join(a.right, b)
		return &n
	default:
		n := *b
		n.left = join(a, b.left)
		return &n
	}
}

// above finds the first key >= from, or > from when strict.
func (t *tree[V]) above(from string, strict bool) *tree[V] {
	var best *tree[V]
	for t != nil {
		c := strings.Compare(t.key, from)
		if c > 0 || (c == 0 && !strict) {
			best, t = t, t.left
		} else {
			t = t.right
		}
	}
	return best
}

// below finds the last key < to.
func (t *tree[V]) below(to string) *tree[V] {
	var best *tree[V]
	for t != nil {
		if t.key < to {
			best, t = t, t.right
		} else {
			t = t.left
		}
	}
	return best
}

// last finds the greatest key.
func (t *tree[V]) last() *tree[V] {
	for t != nil && t.right != nil {
		t = t.right
	}
	return t
}

// priority is FNV-1a with a final mix: near keys get far priorities.
func priority(key string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}
