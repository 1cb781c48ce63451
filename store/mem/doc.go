// Package mem keeps a store in memory. It is the oracle that other engines are
// compared with, so it is small and plain: ordered maps that never change, one
// writer, and a search that looks at every mention. Values go through the
// store's own encoding, so that what is read equals what a file would give
// back. It holds what a test or the demo needs; it writes nothing to a disk.
package mem
