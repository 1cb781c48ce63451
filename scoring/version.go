package scoring

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"sync"

	"earshot/scoring/emotion"
	"earshot/scoring/intent"
	"earshot/scoring/lang"
	"earshot/scoring/sentiment"
)

// manner is raised when code judges otherwise by the same models and lists.
const manner = 2

// base names what is frozen. It is worked out on first use.
var base = sync.OnceValue(func() string { return nameOf(lang.Seal(), sentiment.Seal(), intent.Seal(), emotion.Seal()) })

// nameOf makes a short name of seals.
func nameOf(seals ...[]uint32) string {
	sum := crc32.ChecksumIEEE([]byte{manner})
	for _, list := range seals {
		for _, seal := range list {
			sum = crc32.Update(sum, crc32.IEEETable, binary.LittleEndian.AppendUint32(nil, seal))
		}
	}
	return fmt.Sprintf("m%06x", sum>>8)
}

// Named is a judge whose frozen part has a name.
type Named interface {
	// Model names models, lists and rules, not what was taught: m and six letters
	// or digits. The same name, the same verdicts of a judge that was taught nothing.
	Model() string
}

// Model implements Named.
func (t *Trained) Model() string { return base() }
