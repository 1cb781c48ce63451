package compose

import (
	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
	verbs "earshot/ui/verb"
)

// promiseCommands keep what an answer promises.
func (p *writing) promiseCommands() []keys.Command {
	return []keys.Command{
		{
			ID: "promise", Title: "Keep a promise", Keys: []string{"ctrl+x P"}, Scope: keys.Compose, When: p.on(p.answering),
			Doc: "Keeps what you promise to the person you answer: call back; tomorrow 9:00.",
			Arg: verbs.PromiseArg(p.h), Run: func(arg string) tea.Cmd {
				return verbs.Promise(p.h, arg, desk.Promise{Doc: p.ed.draft.About})
			},
		},
	}
}

func (p *writing) answering() string {
	if p.ed.draft.About == 0 {
		return "this answers nobody to whom something could be promised"
	}
	return ""
}
