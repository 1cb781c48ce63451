// Package house holds no code: its tests read the whole tree and keep the
// rules of ARCHITECTURE.md, so that a rule broken is a test that fails.
package house
