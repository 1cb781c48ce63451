package store

import (
	"cmp"
	"fmt"
	"slices"
)

// UrgentPriority is the priority from which a mention counts as urgent: 5 to 10 of
// 100 open ones, see package scoring/priority.
const UrgentPriority = 45

// unsureBelow is the confidence under which a judgement is worth a look.
const unsureBelow = 0.5

// StarterViews are the views of a workspace in which nobody has changed them.
func StarterViews() []View {
	views := []View{
		{Name: "Inbox", Letter: "i", Query: "is:open"},
		{Name: "Urgent", Letter: "u", Query: fmt.Sprintf("is:open score:>=%d", UrgentPriority)},
		{Name: "Leads", Letter: "l", Query: "is:open is:lead"},
		{Name: "Questions", Letter: "q", Query: "is:open is:question"},
		{Name: "VIP", Letter: "v", Query: "is:open is:vip"},
		{Name: "Mine", Letter: "m", Query: "is:open is:mine"},
		{Name: "Unsure", Letter: "s", Query: fmt.Sprintf("is:open conf:<%v", unsureBelow)},
		{Name: "Failed", Letter: "f", Query: "is:failed"},
		{Name: "All", Letter: "a", Query: ""},
	}
	for i := range views {
		views[i].Order = i + 1
	}
	return views
}

// SavedViews are the views in their order. A workspace in which none is stored
// has the starter views: for lists and for view:NAME in a query alike.
func SavedViews(tx Tx) ([]View, error) {
	out, err := Views(tx).List()
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return StarterViews(), nil
	}
	slices.SortStableFunc(out, func(a, b View) int { return cmp.Compare(a.Order, b.Order) })
	return out, nil
}
