package theme

// Find gives the theme of a name: one of own, or one of the kinds.
func Find(own []Spec, name string) (Spec, bool) {
	for _, s := range own {
		if s.Name == name {
			return s, true
		}
	}
	for _, k := range Kinds() {
		if string(k) == name {
			return Spec{Name: name, Base: k}, true
		}
	}
	return Spec{}, false
}

// Listed is one theme that can be chosen, with a few words about it.
type Listed struct{ Name, Doc string }

// List names the themes that can be chosen, own ones last.
func List(own []Spec) []Listed {
	out := []Listed{
		{Auto, "as the terminal's background is"},
		{string(Dark), "quiet colours on a dark background"},
		{string(Light), "the same on a light one"},
		{string(Contrast), "high contrast (7:1), on either background"},
		{string(Basic), "the 16 colours of the terminal"},
		{string(Mono), "no colour: bold, faint, underlined"},
	}
	for _, s := range own {
		out = append(out, Listed{s.Name, "yours, over " + string(s.Base)})
	}
	return out
}

// Auto is the name under which a person chooses what the terminal is like.
const Auto = "auto"
