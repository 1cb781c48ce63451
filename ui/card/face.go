package card

import (
	"earshot/store"
	"earshot/ui/widget"
)

// The picture of a person stands at the left of the first rows where the sheet is
// so wide and so high.
const (
	faceCells  = 8
	faceWidth  = 52
	faceHeight = 12
)

// faced tells whether the sheet shows the picture.
func faced(width, limit int) bool { return width >= faceWidth && limit >= faceHeight }

// face draws the picture of a person, else the initials.
func (s *sheet) face() []string {
	if rows := widget.Face(s.h.Theme, s.who.Avatar, store.AvatarSide, faceCells); rows != nil {
		return rows
	}
	return widget.Initials(s.h.Theme, s.h.Policy.Brief(), Name(s.who.Identity.Author), s.who.Contact.ID, faceCells)
}
