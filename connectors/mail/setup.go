package mail

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"earshot/connectors"
	"earshot/store"
)

// setGuessed says that the servers were guessed from the address.
const setGuessed = "guessed"

// Setup says how a mailbox is asked for.
func Setup() connectors.Network {
	return connectors.Network{
		Title: "Mail", Key: "e", About: "a mailbox by IMAP and SMTP: hears at once, answers in the thread",
		Needs: []string{
			"The mail address and its password. Gmail, Yandex, Mail.ru, iCloud and Yahoo want an app password instead of your own: " +
				"make one in the security settings of your account, and allow IMAP there.",
			"Outlook, and wherever only signing in with Google or Microsoft is allowed: earshot connect mail --token-command COMMAND, with a program that gives access tokens, such as oama or mutt_oauth2.py.",
			"The servers are found from the address where they are known; otherwise your provider tells them: IMAP for reading, SMTP for sending.",
			"earshot reads without marking anything as read, and writes one folder only: a copy of what it sends goes into Sent.",
		},
		Fields: fields(), Describe: describe, New: New,
	}
}

func fields() []connectors.Field {
	return []connectors.Field{
		{Name: setUser, Label: "mail address", Hint: "support@example.org", Doc: "`USER` who logs in, mostly the mail address"},
		{Name: SecretPassword, Label: "password", Secret: true, Optional: true, Doc: "`FILE` that holds the password, or the app password; - is standard input"},
		{Name: SecretCommand, Label: "password command", Optional: true, Hidden: true, Doc: "`COMMAND` for the shell that gives the password, run for each login: 'pass show mail/support'"},
		{Name: SecretToken, Label: "token command", Optional: true, Hidden: true, Doc: "`COMMAND` for the shell that gives an OAuth access token, run for each login: 'oama access support@example.org'"},
		{Name: "imap", Label: "IMAP server", Hint: "empty: found from the address", Optional: true, Doc: "`URL` for reading: imaps://host:993, or imap://host:143 with STARTTLS"},
		{Name: setSMTP, Label: "SMTP server", Hint: "empty: found from the address", Optional: true, Doc: "`URL` for sending: smtps://host:465, or smtp://host:587 with STARTTLS; none = only read"},
		{Name: setAddress, Label: "address", Hint: "empty: the mail address above", Optional: true, Doc: "`ADDRESS` we write from, where it is not the user"},
		{Name: setFrom, Label: "our name", Hint: "Acme support", Optional: true, Doc: "`NAME` beside our address"},
		{Name: "folder", Label: "folders", Hint: "INBOX", Optional: true, Many: true, Doc: "`FOLDER` to read, several times or with commas (default INBOX)"},
		{Name: setSignature, Label: "signature", Optional: true, Doc: "`TEXT` below what we send; \\n begins a line"},
		{Name: setQuote, Label: "quote the original", Hint: "yes or no", Optional: true, Hidden: true, Doc: "`yes` = the original stands below an answer"},
		{Name: setSent, Label: "copy in Sent", Optional: true, Hidden: true, Doc: "who keeps a copy in Sent: `earshot`, server (it does so by itself), no"},
		{Name: setUnsubscribe, Label: "unsubscribe address", Optional: true, Hidden: true, Doc: "`ADDRESS` for List-Unsubscribe of what goes to many: a mail address, an https address, or both"},
		{Name: setTo, Label: "where new posts go", Optional: true, Hidden: true, Doc: "`ADDRESS` of new mails that name nobody, such as a list of yours"},
		{Name: setCA, Label: "certificate", Optional: true, Hidden: true, Secret: true, Doc: "`FILE` of certificates (PEM) to trust besides, for a server of your own"},
		{Name: setHistory, Label: "history", Optional: true, Hidden: true, Doc: "`N` messages of each folder to read at first (default 1000)"},
	}
}

// describe makes the account and its secrets from what was given.
func describe(g connectors.Given) (store.Account, map[string]string, error) {
	set := map[string]string{}
	for _, name := range []string{setUser, setAddress, setFrom, setSMTP, setQuote, setSent, setUnsubscribe, setTo, setCA} {
		if v := strings.Join(g.All(name), ","); v != "" {
			set[name] = v
		}
	}
	a := store.Account{Name: g.One("name"), Network: Network, Server: g.One("imap"), Settings: set}
	if set[setUser] == "" {
		return a, nil, errors.New("the mail address is missing: earshot connect mail --user NAME@EXAMPLE.ORG")
	}
	address := addressOf(set)
	if address == "" {
		return a, nil, fmt.Errorf("%q is no mail address; name it with --address NAME@EXAMPLE.ORG", set[setUser])
	}
	if err := servers(&a, address); err != nil {
		return a, nil, err
	}
	if s := g.One(setSignature); s != "" {
		set[setSignature] = strings.ReplaceAll(s, `\n`, "\n")
	}
	if folders := split(g.All("folder")); len(folders) > 0 {
		set[setFolders] = strings.Join(folders, "\n")
	}
	if n := g.One(setHistory); n != "" {
		if v, err := strconv.Atoi(n); err != nil || v < 0 {
			return a, nil, fmt.Errorf("--history is a number of messages, not %q", n)
		}
		set[setHistory] = n
	}
	if err := choice(set, setQuote, "yes", "no"); err != nil {
		return a, nil, err
	}
	if err := choice(set, setSent, "earshot", "server", "no"); err != nil {
		return a, nil, err
	}
	if _, err := trusted(set[setCA]); err != nil {
		return a, nil, err
	}
	secrets, err := secretsOf(g)
	return a, secrets, err
}

// secretsOf are what the account logs in with: one of three.
func secretsOf(g connectors.Given) (map[string]string, error) {
	secrets := map[string]string{}
	for _, name := range []string{SecretPassword, SecretCommand, SecretToken} {
		// A command is one value, commas and all.
		if v := strings.TrimRight(g.One(name), "\r\n"); v != "" {
			secrets[name] = v
		}
	}
	switch len(secrets) {
	case 0:
		return nil, errors.New("the password is missing: earshot connect mail --password-file FILE (or - for standard input), --password-command COMMAND, or --token-command COMMAND")
	case 1:
		return secrets, nil
	}
	return nil, errors.New("give one of --password-file, --password-command and --token-command")
}

// servers fills in those that were not named, and looks at all of them.
func servers(a *store.Account, address string) error {
	in, out, guessed := propose(address)
	if a.Server == "" {
		a.Server = in
		if guessed {
			a.Settings[setGuessed] = "yes"
		}
	}
	if a.Settings[setSMTP] == "" {
		a.Settings[setSMTP] = out
		if guessed {
			a.Settings[setGuessed] = "yes"
		}
	}
	e, err := parseEndpoint(a.Server, "imap")
	if err != nil {
		return err
	}
	a.Server = e.String()
	send, err := outgoing(*a)
	if err != nil {
		return err
	}
	a.Settings[setSMTP] = send.String()
	if p, known := providerOf(send); known && p.keeps && a.Settings[setSent] == "" {
		a.Settings[setSent] = "server"
	}
	return nil
}

// split takes values apart at commas.
func split(values []string) (out []string) {
	for _, v := range values {
		for f := range strings.SplitSeq(v, ",") {
			if f = strings.TrimSpace(f); f != "" {
				out = append(out, f)
			}
		}
	}
	return out
}

func choice(set map[string]string, name string, allowed ...string) error {
	v := set[name]
	if v == "" {
		return nil
	}
	for _, a := range allowed {
		if v == a {
			return nil
		}
	}
	return fmt.Errorf("--%s is one of %s, not %q", name, strings.Join(allowed, ", "), v)
}
