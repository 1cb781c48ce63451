package uitest

import (
	"context"
	"errors"
	"strings"

	"earshot/ui/welcome"
)

// shore is the guide of a driver with the fixture: it knows one network and one
// kind of file, and does nothing with either.
type shore struct{}

// Demo refuses, and says so: a test has no second screen.
func (shore) Demo() string { return "there is no demo in a test" }

// Connect asks for a server and refuses all but one.
func (shore) Connect(string) *welcome.Step {
	return &welcome.Step{
		Title: "Connect seas", Button: "connect", Text: []string{"It is checked at once."},
		Fields: []welcome.Field{{Name: "server", Label: "server", Hint: "baltic.example"}, {Name: "token", Label: "token", Secret: true}},
		Do: func(_ context.Context, v map[string]string, _ func(welcome.Progress)) (*welcome.Step, error) {
			if !strings.HasSuffix(v["server"], ".example") {
				return nil, errors.New(v["server"] + " does not answer")
			}
			return &welcome.Step{Title: "Connected " + v["server"], Text: []string{"It can: listen."}}, nil
		},
	}
}

// Hook asks for a name and takes any.
func (shore) Hook() *welcome.Step {
	return &welcome.Step{
		Title: "Add a hook", Button: "add", Fields: []welcome.Field{{Name: "name", Label: "name"}},
		Do: func(_ context.Context, v map[string]string, _ func(welcome.Progress)) (*welcome.Step, error) {
			return &welcome.Step{Title: "Added the hook " + v["name"], Text: []string{"It is told of lead."}}, nil
		},
	}
}

// Import asks for a file and takes any.
func (shore) Import() *welcome.Step {
	return &welcome.Step{
		Title: "Import a file", Button: "import", Fields: []welcome.Field{{Name: "path", Label: "file"}},
		Do: func(context.Context, map[string]string, func(welcome.Progress)) (*welcome.Step, error) {
			return &welcome.Step{Title: "Imported", Text: []string{"3 new, 0 known, 0 edited, 0 refused"}}, nil
		},
	}
}
