package main

import (
	"fmt"
	"slices"
	"strings"
)

// task is one family of models: it makes them, unless env.eval, and measures
// them. It lives in a file of its own name. Adding a family is adding a line to
// tasks.
type task struct {
	name string
	run  func(*env) ([]figure, error)
}

func tasks() []task {
	return []task{
		{"lang", langTask},
		{"emotion", emotionTask},
		{"towards", towardsTask},
		{"sentiment", sentimentTask},
		{"intent", intentTask},
		{"blind", blindFigures},
		{"whole", wholeTask},
		{"learn", learnTask},
		{"domains", domainsTask},
		{"identity", identityTask},
	}
}

func families() []string {
	var names []string
	for _, t := range tasks() {
		names = append(names, t.name)
	}
	return names
}

// choose gives the tasks that are named in a list with commas, all for "".
func choose(list string) ([]task, error) {
	if list == "" {
		return tasks(), nil
	}
	var chosen []task
	for name := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(tasks(), func(t task) bool { return t.name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, fmt.Errorf("--only %q: there are %s", name, strings.Join(families(), ", "))
		}
		chosen = append(chosen, tasks()[i])
	}
	return chosen, nil
}
