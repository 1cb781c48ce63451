package identity

import (
	"strings"
	"unicode/utf8"

	"earshot/scoring/text"
)

// maxValue bounds what is looked at of any value, in bytes: nobody's name,
// address or handle is longer, and what is longer wants to do harm.
const maxValue = 256

// MailAddress is an e-mail address in the form in which addresses are compared.
type MailAddress struct {
	Local, Domain string // "ivan.petrov" for anybody@elsewhere, without what the provider ignores
	Role          bool   // a desk and not a person: info@, support@
}

// String gives the canonical address, "" where there is none.
func (m MailAddress) String() string {
	if m.Local == "" {
		return ""
	}
	return m.Local + "@" + m.Domain
}

// Mail reads an address: lower case, without name, brackets, mailto: and
// "+tag"; dots do not count at Gmail; other names of one provider become one
// (googlemail.com, ya.ru and yandex.com, inbox of Proton). What is no address
// gives the zero value.
func Mail(s string) MailAddress {
	s = strings.TrimSpace(clip(s))
	if !utf8.ValidString(s) {
		return MailAddress{}
	}
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		s, _, _ = strings.Cut(s[i+1:], ">") // a remark may follow
		s = strings.TrimSpace(s)
	}
	s = strings.TrimPrefix(strings.ToLower(text.Fold(s)), "mailto:")
	at := strings.LastIndexByte(s, '@')
	if len(s) > maxValue-maxValue/4 || at <= 0 || at == len(s)-1 || strings.ContainsAny(s, " \t\r\n,;<>\"") {
		return MailAddress{}
	}
	m := MailAddress{Local: s[:at], Domain: strings.Trim(s[at+1:], ".")}
	if m.Domain == "" || strings.Contains(m.Local, "@") { // @ivan@m.example is an account
		return MailAddress{}
	}
	m.Domain = provider(m.Domain)
	if local, _, tagged := strings.Cut(m.Local, "+"); tagged && local != "" {
		m.Local = local
	}
	switch m.Domain {
	case "gmail.com":
		if plain := strings.ReplaceAll(m.Local, ".", ""); plain != "" {
			m.Local = plain
		}
	case "yandex.ru":
		m.Local = strings.ReplaceAll(m.Local, ".", "-") // both are one box there
	}
	m.Role = role(m.Local)
	return m
}

// provider gives one name to the domains under which a mailbox is the same.
func provider(domain string) string {
	switch domain {
	case "googlemail.com":
		return "gmail.com"
	case "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua", "yandex.uz", "narod.ru":
		return "yandex.ru"
	case "pm.me", "protonmail.com", "protonmail.ch":
		return "proton.me"
	case "me.com", "mac.com":
		return "icloud.com"
	case "fastmail.fm":
		return "fastmail.com"
	}
	return domain
}

// role tells whether a mailbox is that of a desk.
func role(local string) bool {
	local = strings.TrimRight(local, "0123456789")
	switch local {
	case "info", "support", "sales", "admin", "administrator", "contact", "contacts", "office", "help", "helpdesk", "hello", "hi", "mail", "email", "team",
		"press", "media", "pr", "marketing", "news", "newsletter", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "postmaster", "webmaster",
		"hostmaster", "abuse", "security", "privacy", "billing", "accounts", "accounting", "finance", "hr", "jobs", "career", "careers", "job", "rabota", "kadry",
		"service", "feedback", "enquiries", "inquiries", "inquiry", "enquiry", "orders", "order", "zakaz", "zakaz-order", "shop", "store", "reception", "secretary", "general",
		"legal", "root", "mailer-daemon", "notifications", "notification", "notify", "bounce", "reply", "post", "pochta", "otdel", "priem", "buh", "bux", "buhgalter",
		"sekretar", "director", "ceo", "client", "clients", "customer", "customers", "customerservice", "customer-service", "care", "welcome", "tech", "it", "dev", "all":
		return true
	}
	return false
}

// Phone gives the digits of a number with its country, such as "79161234567",
// "" where it cannot be a number. A Russian number may be written with 8, 7 or
// neither; 00 is the international prefix.
func Phone(s string) string {
	s = clip(s)
	var b strings.Builder
	plus := strings.HasPrefix(strings.TrimLeft(s, " \t(\u202a\u202d\u200e"), "+")
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == 'x' || r == 'X' || r == 'д' || r == '#' || r == ';' || r == ',': // an extension is not the number
			if b.Len() >= 7 {
				return country(b.String(), plus)
			}
		}
	}
	return country(b.String(), plus)
}

// country completes the digits of a number.
func country(d string, plus bool) string {
	if !plus {
		switch {
		case strings.HasPrefix(d, "00") && len(d) > 9:
			d = d[2:]
		case len(d) == 11 && d[0] == '8':
			d = "7" + d[1:]
		case len(d) == 10 && (d[0] == '9' || d[0] == '4' || d[0] == '8'):
			d = "7" + d
		}
	}
	if len(d) < 7 || len(d) > 15 || strings.Count(d, d[:1]) == len(d) {
		return ""
	}
	return d
}

// Site gives the address of a page in the form in which sites are compared:
// host and path without www, scheme, question, fragment and final slash.
func Site(s string) string {
	s = strings.ToLower(strings.TrimSpace(clip(s)))
	if i := strings.Index(s, "://"); i >= 0 {
		s = s[i+3:]
	}
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimRight(strings.TrimPrefix(s, "www."), "/. ")
	host, _, _ := strings.Cut(s, "/")
	if !strings.Contains(host, ".") || strings.ContainsAny(s, " \t\r\n") {
		return ""
	}
	return s
}

// clip cuts a value that is too long to be one, at a letter.
func clip(s string) string {
	if len(s) <= maxValue {
		return s
	}
	i := maxValue
	for i > 0 && s[i]&0xc0 == 0x80 {
		i--
	}
	return s[:i]
}
