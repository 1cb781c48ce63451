package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store/clean"
	"earshot/store/desk"
)

// whoFlags are the flags of who.
type whoFlags struct {
	json               bool
	limit              int
	topic, near, query string
}

func whoCommand(c *Call) *cobra.Command {
	var f whoFlags
	cmd := &cobra.Command{
		Use:   "who [TEXT]",
		Short: "Look people up: by name, handle, address, place, topic",
		Long: `Look people up, best first, with the reason: who is called just so, whose name
begins so, and, where those are few, who would be called so but for a typing
error. Names meet in any script: "petrov" finds "Петров". All accounts of one
person are one line. Without TEXT those with the greatest weight are listed.

A line says: * for a VIP, influence (0 to 100, - where it is not known), followers,
name, handle or address, networks, place, and why they were found.

--topic asks who spoke about something (any query on mentions), --near who names
that place in their profile, in Russian or English (moscow finds Москва); places
in what people write do not count. --query asks for what author:{...} may hold.
All that is given has to hold.`,
		Example: `  earshot who petrov
  earshot who schukin --near kazan
  earshot who --topic 'refund date:30d..' --limit 20
  earshot who --query 'is:vip followers:>10k' --json`,
		Args: cobra.ArbitraryArgs,
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "at most `N` people (default 40)")
	cmd.Flags().StringVar(&f.topic, "topic", "", "who spoke about `QUERY`")
	cmd.Flags().StringVar(&f.near, "near", "", "who says in their profile that they are at `PLACE`")
	cmd.Flags().StringVar(&f.query, "query", "", "who answers `QUERY` on people: is:vip followers: bio: geo: net: tag: list: class: sex: years: fact: has:email ...")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		return runWho(ctx, c, ws, strings.Join(args, " "), f)
	})
	return cmd
}

func runWho(ctx context.Context, c *Call, ws *Workspace, text string, f whoFlags) error {
	if f.limit < 0 {
		return usageError{fmt.Errorf("--limit %d: give a number from 1 on", f.limit)}
	}
	ask := desk.ReadAsk(text)
	ask.Limit, ask.Query, ask.Scope = f.limit, f.query, ws.Desk.Lookup.Scope(c.User(), c.Zone())
	if f.topic != "" {
		ask.Topic = f.topic
	}
	if f.near != "" {
		ask.Near = f.near
	}
	list, err := ws.Desk.Directory.Look(ctx, ask)
	if err != nil {
		wrong := ask.Topic
		if f.query != "" {
			wrong = f.query
		}
		return badQuery(wrong, misasked(err))
	}
	out := bufio.NewWriter(c.Out)
	defer out.Flush()
	for i := range list {
		line := whoLine(&list[i])
		if f.json {
			s, err := ws.Desk.Influence.Of(ctx, list[i].Contact.Members...)
			if err != nil {
				return err
			}
			langs, err := ws.Desk.Directory.Languages(ctx, list[i].Contact.Members, ask.Scope)
			if err != nil {
				return err
			}
			if line, err = whoJSON(&list[i], s.Class(), langs...); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		c.say("nobody was found")
	}
	return nil
}

// whoLine is one contact for people: what to call them, where, how many hear
// them, and why they were found.
func whoLine(f *desk.Found) string {
	mark := " "
	if f.VIP {
		mark = "*"
	}
	handle := f.Who.Author.Handle
	if handle != "" {
		handle = "@" + handle
	} else {
		handle = f.Who.Author.Email
	}
	influence := "  -"
	if f.Influence >= 0 {
		influence = fmt.Sprintf("%3.0f", f.Influence)
	}
	return fmt.Sprintf("%s %s %9d  %-24s %-24s %-16s %-12s %s", mark, influence, f.Reach, clean.Line(f.Name(), 60), clean.Line(handle, 60),
		strings.Join(f.Networks, ","), clean.Line(f.Place, 40), clean.Line(f.Why, 0))
}

// worth is how far somebody's word carries, as who --json tells it.
type worth struct {
	Score *float64 `json:"score"` // influence, 0 to 100; null = not known
	Reach int      `json:"reach"`
	Class string   `json:"class,omitempty"` // what they are for the team
}

// found is the stable form of who --json.
type found struct {
	Contact    string   `json:"contact"`
	Identity   string   `json:"identity"` // the one that was met
	Identities []string `json:"identities"`
	Networks   []string `json:"networks"`
	Name       string   `json:"name"`
	Handle     string   `json:"handle,omitempty"`
	Email      string   `json:"email,omitempty"`
	Place      string   `json:"place,omitempty"`
	Languages  []string `json:"languages,omitempty"` // what they write in, the most first
	Why        string   `json:"why"`
	Forgiven   bool     `json:"forgiven"`
	worth
	Mentions int  `json:"mentions"`
	Spoke    int  `json:"spoke,omitempty"` // mentions about the topic
	VIP      bool `json:"vip"`
}

func whoJSON(f *desk.Found, class string, langs ...desk.Spoken) (string, error) {
	a := f.Who.Author
	line := found{
		Contact: f.Contact.ID, Identity: f.Who.ID, Identities: f.Contact.Members, Networks: f.Networks, Name: f.Name(), Handle: a.Handle,
		Email: a.Email, Place: f.Place, Why: f.Why, Forgiven: f.Forgiven, worth: worth{Reach: f.Reach, Class: class}, Mentions: f.Mentions, Spoke: f.Spoke, VIP: f.VIP,
	}
	for _, l := range langs {
		line.Languages = append(line.Languages, l.Lang)
	}
	if f.Influence >= 0 {
		line.Score = &f.Influence
	}
	raw, err := json.Marshal(line)
	return string(raw), err
}
