package mailfile

import (
	"strings"

	"earshot/store"
)

// Bounce is the news that a message did not reach one recipient.
type Bounce struct {
	To     string // the address
	Of     string // Message-ID of what was sent, "" if the notice does not say
	Status string // enhanced status of RFC 3463 such as "5.1.1", "" if unknown
	Why    string // plain words: "no such mailbox"
	Final  bool   // false = a delay: the server still tries
}

const (
	maxBounces = 50
	maxReport  = 64 << 10 // bytes of a report that are looked at
)

// bounces reads a delivery status notification (RFC 3464), or what servers sent
// before there was one.
func bounces(h header, w *walker, said *store.Mention) []Bounce {
	of := ""
	if found := ids(w.original.get("message-id")); len(found) > 0 {
		of = found[0]
	}
	if len(w.report) > 0 {
		return reported(w.report, of)
	}
	if h.get("x-failed-recipients") != "" || fromDaemon(h) {
		return guessed(h, said, of)
	}
	return nil
}

// reported reads the groups of a report: the first is about the message, every
// other about one recipient.
func reported(report []byte, of string) (out []Bounce) {
	for len(report) > 0 && len(out) < maxBounces {
		var group header
		group, report = splitHeader(report)
		for len(report) > 0 && (report[0] == '\n' || report[0] == '\r') {
			report = report[1:]
		}
		action := strings.ToLower(strings.TrimSpace(group.get("action")))
		if action != "failed" && action != "delayed" {
			continue // the message itself, or good news
		}
		to := recipient(group.get("final-recipient"))
		if first := recipient(group.get("original-recipient")); first != "" {
			to = first // what we wrote to, before somebody forwarded it
		}
		status, _, _ := strings.Cut(strings.TrimSpace(group.get("status")), " ")
		if !IsStatus(status) {
			status = findStatus(group.get("diagnostic-code"))
		}
		if to == "" {
			continue
		}
		out = append(out, Bounce{To: to, Of: of, Status: status, Why: why(status, group.get("diagnostic-code")), Final: action == "failed"})
	}
	return out
}

// recipient reads "rfc822; name@example.org".
func recipient(value string) string {
	if _, after, ok := strings.Cut(value, ";"); ok {
		value = after
	}
	if a := firstAddress(value).email; goodAddress(a) {
		return a
	}
	return ""
}

// fromDaemon tells what a mail server wrote itself.
func fromDaemon(h header) bool {
	from := firstAddress(h.get("from")).email
	local, _, _ := strings.Cut(from, "@")
	return local == "mailer-daemon" || local == "postmaster" || from == "" && strings.TrimSpace(h.get("return-path")) == "<>"
}

// guessed reads the notices of old servers: Exim names the recipients in a field,
// qmail and its kin in the text as "<name@example.org>:", with the reason below.
func guessed(h header, said *store.Mention, of string) (out []Bounce) {
	text := shorten(said.Body.Text, maxReport)
	if of == "" {
		of = quotedID(text)
	}
	status := findStatus(text)
	b := Bounce{Of: of, Status: status, Why: why(status, text), Final: !strings.HasPrefix(status, "4")}
	for _, to := range Addresses(h.get("x-failed-recipients")) {
		b.To = to
		out = append(out, b)
	}
	if len(out) > 0 {
		return out[:min(len(out), maxBounces)]
	}
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		open, end := strings.HasPrefix(line, "<"), strings.Index(line, ">")
		if !open || end < 0 || !strings.HasPrefix(strings.TrimSpace(line[end+1:]), ":") && end != len(line)-1 {
			continue
		}
		if a := firstAddress(line[:end+1]).email; goodAddress(a) && len(out) < maxBounces {
			b.To = a
			out = append(out, b)
		}
	}
	return out
}

// quotedID finds the Message-ID of the message that stands below such a notice.
func quotedID(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimLeft(line, "> \t")
		if len(line) > 11 && strings.EqualFold(line[:11], "message-id:") {
			if found := ids(line[11:]); len(found) > 0 {
				return found[0]
			}
		}
	}
	return ""
}

// IsStatus tells a status of RFC 3463: class.subject.detail.
func IsStatus(s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || len(parts[0]) != 1 || !strings.Contains("245", parts[0]) {
		return false
	}
	for _, p := range parts[1:] {
		if p == "" || len(p) > 3 || strings.Trim(p, "0123456789") != "" {
			return false
		}
	}
	return true
}

// findStatus finds a status in words; a bare reply code of SMTP stands for its
// class.
func findStatus(text string) string {
	class := ""
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n()[]<>:;,#-", r) }) {
		if IsStatus(word) && word[0] != '2' {
			return word
		}
		if class == "" && len(word) == 3 && (word[0] == '5' || word[0] == '4') && strings.Trim(word, "0123456789") == "" {
			class = word[:1]
		}
	}
	if class != "" {
		return class + ".0.0"
	}
	return ""
}

// why puts a status (RFC 3463, and the registry of its codes) into plain words;
// where the status says nothing, the server's own words do.
func why(status, said string) string {
	_, detail, _ := strings.Cut(status, ".")
	switch detail {
	case "1.1", "1.3", "1.6", "1.0":
		return "no such mailbox"
	case "1.2", "1.10", "4.4":
		return "no such mail domain"
	case "2.1":
		return "the mailbox is switched off"
	case "2.2":
		return "the mailbox is full"
	case "2.3", "3.4":
		return "the message is too large for them"
	case "4.1", "4.2", "4.7":
		return "their mail server does not answer"
	case "4.6":
		return "their mail goes in a circle"
	}
	said = strings.ToLower(said)
	for _, k := range []struct{ sign, why string }{
		{"user unknown", "no such mailbox"},
		{"no such user", "no such mailbox"},
		{"does not exist", "no such mailbox"},
		{"mailbox unavailable", "no such mailbox"},
		{"no mailbox here", "no such mailbox"},
		{"host or domain name not found", "no such mail domain"},
		{"quota", "the mailbox is full"},
		{"mailbox full", "the mailbox is full"},
		{"spam", "taken for spam"},
		{"blocked", "their server blocks ours"},
		{"timed out", "their mail server does not answer"},
	} {
		if strings.Contains(said, k.sign) {
			return k.why
		}
	}
	if strings.HasPrefix(detail, "7.") {
		return "refused by the rules of their server"
	}
	return "refused by their mail server"
}
