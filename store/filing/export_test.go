package filing

// Soon lets the leaves be written once so many terms were filed lately.
func (f *File) Soon(n int) *File {
	f.limit = n
	return f
}
