// Package store holds the nouns of earshot and the port that every storage
// engine implements.
//
// A noun is a plain value with no behaviour beyond what its own fields allow.
// The port is small on purpose: ordered byte records for everything, and one
// searchable collection of mentions. Typed tables (Posts, Jobs, Accounts, ...)
// are written once, here, on top of the byte records, so that an engine (bbolt
// today, PostgreSQL one day) has little to get wrong.
//
// Rules of the port: a closure given to View or Update may run twice; keys are
// ordered as bytes; times are UTC and cut to microseconds; nothing here knows
// a driver.
package store
