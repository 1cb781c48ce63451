package desk

// KeepPrints makes the window of near-duplicates small enough for a test.
func (d *Desk) KeepPrints(n int) { d.Inbox.prints.keep = n }
