package plain

import (
	"slices"
	"strings"
)

// attrs are the attributes that matter here.
type attrs struct {
	href, src, alt, class, rel, kind, style string
	width, height                           string
	hidden                                  bool
}

func (r *reader) attrs(more bool) attrs {
	var a attrs
	for more {
		var key, val []byte
		key, val, more = r.z.TagAttr()
		a.set(string(key), val)
	}
	return a
}

// set keeps the first value of an attribute.
func (a *attrs) set(key string, val []byte) {
	var f *string
	switch key {
	case "href":
		f = &a.href
	case "src":
		f = &a.src
	case "alt":
		f = &a.alt
	case "class":
		f = &a.class
	case "rel":
		f = &a.rel
	case "type":
		f = &a.kind
	case "style":
		f = &a.style
	case "width":
		f = &a.width
	case "height":
		f = &a.height
	case "hidden":
		a.hidden = true
		return
	default:
		return
	}
	if *f == "" {
		*f = string(val)
	}
}

// unseen tells whether an element is not shown: a mail's preheader, say.
func (a attrs) unseen() bool {
	if a.hidden {
		return true
	}
	if a.style == "" || len(a.style) > maxURL {
		return false
	}
	style := strings.ToLower(strings.Join(strings.Fields(a.style), ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

func (a attrs) is(class string) bool { return slices.Contains(strings.Fields(a.class), class) }
