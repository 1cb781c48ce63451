package mail

import "strings"

// provider is a mail service whose servers and ways are known.
type provider struct {
	domains    []string
	imap, smtp string
	hint       string // what to do when the password is refused
	keeps      bool   // puts what it sends into the Sent folder by itself
}

// providers are those that most people have. Their addresses are from the help
// pages of each.
func providers() []provider {
	return []provider{
		{
			domains: []string{"gmail.com", "googlemail.com"}, imap: "imaps://imap.gmail.com:993", smtp: "smtps://smtp.gmail.com:465", keeps: true,
			hint: "Gmail wants an app password: switch 2-step verification on, then make one at myaccount.google.com/apppasswords",
		},
		{
			domains: []string{"yandex.ru", "yandex.com", "ya.ru", "yandex.kz", "yandex.by"}, imap: "imaps://imap.yandex.ru:993", smtp: "smtps://smtp.yandex.ru:465",
			hint: "Yandex wants an app password: make one for Mail at id.yandex.ru/security/app-passwords, and allow IMAP in the settings of the mailbox",
		},
		{
			domains: []string{"mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "vk.com"}, imap: "imaps://imap.mail.ru:993", smtp: "smtps://smtp.mail.ru:465", keeps: true,
			hint: "Mail.ru wants a password for external applications: make one at account.mail.ru/user/2-step-auth/passwords",
		},
		{
			domains: []string{"outlook.com", "hotmail.com", "live.com", "msn.com", "office365.com"}, imap: "imaps://outlook.office365.com:993", smtp: "smtp://smtp.office365.com:587", keeps: true,
			hint: "Outlook takes no password from mail programs any more, and no app password: sign in with a program that gives access tokens, and name it with --token-command",
		},
		{domains: []string{"rambler.ru", "lenta.ru", "autorambler.ru"}, imap: "imaps://imap.rambler.ru:993", smtp: "smtps://smtp.rambler.ru:465", hint: "Rambler wants mail programs to be allowed in the settings of the mailbox"},
		{domains: []string{"icloud.com", "me.com", "mac.com"}, imap: "imaps://imap.mail.me.com:993", smtp: "smtp://smtp.mail.me.com:587", hint: "iCloud wants an app-specific password: make one at account.apple.com"},
		{domains: []string{"yahoo.com", "ymail.com"}, imap: "imaps://imap.mail.yahoo.com:993", smtp: "smtps://smtp.mail.yahoo.com:465", hint: "Yahoo wants an app password: login.yahoo.com/account/security", keeps: true},
		{domains: []string{"fastmail.com", "fastmail.fm"}, imap: "imaps://imap.fastmail.com:993", smtp: "smtps://smtp.fastmail.com:465", hint: "Fastmail wants an app password: Settings, Privacy & Security"},
		{domains: []string{"gmx.de", "gmx.net", "gmx.com"}, imap: "imaps://imap.gmx.net:993", smtp: "smtps://mail.gmx.net:465", hint: "GMX wants IMAP to be switched on in its settings"},
	}
}

// propose gives the servers of a mail address: the known ones, else those that
// convention has (imap.DOMAIN and smtp.DOMAIN). guessed tells the two apart.
func propose(address string) (imap, smtp string, guessed bool) {
	_, domain, ok := strings.Cut(strings.ToLower(address), "@")
	if !ok || domain == "" {
		return "", "", true
	}
	for _, p := range providers() {
		for _, d := range p.domains {
			if d == domain {
				return p.imap, p.smtp, false
			}
		}
	}
	return "imaps://imap." + domain + ":993", "smtps://smtp." + domain + ":465", true
}

// providerOf finds the service by its server, which own domains share.
func providerOf(e endpoint) (provider, bool) {
	for _, p := range providers() {
		for _, s := range []string{p.imap, p.smtp} {
			if known, err := parseEndpoint(s, s[:4]); err == nil && known.host == e.host {
				return p, true
			}
		}
	}
	return provider{}, false
}
