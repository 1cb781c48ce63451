package benchtest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/corpustest"
)

// The yardstick: the same mentions in SQLite, each as its line of the exchange
// format with columns for what is asked for, and an FTS5 table of the same
// stems, so that both search the same words. Its indexes are those that
// somebody would make who knows the questions.
const schema = `PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;
CREATE TABLE m(id INTEGER PRIMARY KEY, created INTEGER, author TEXT, net TEXT, sent TEXT, state TEXT, intent TEXT, assignee TEXT, kind TEXT, line TEXT);
CREATE VIRTUAL TABLE f USING fts5(stems, content='', prefix='4', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co'");
BEGIN;
`

const afterwards = `COMMIT;
CREATE INDEX m_created ON m(created);
CREATE INDEX m_author ON m(author, created);
CREATE INDEX m_facets ON m(net, sent, created);
CREATE INDEX m_state ON m(state, created);
INSERT INTO f(f) VALUES('optimize');
ANALYZE;
`

// sqlite asks SQLite what warm asked earshot. The times are those of its own
// ".timer": CPU of the query, without starting the program.
func (r *run) sqlite(ctx context.Context) error {
	if r.SQLite == "" {
		return nil
	}
	path := filepath.Join(r.folder, "yardstick.sqlite")
	if err := r.sqliteBuild(ctx, path); err != nil {
		return err
	}
	for _, class := range r.classes {
		var script strings.Builder
		script.WriteString("PRAGMA cache_size=-64000;\n")
		n := 0
		for _, q := range class.Queries {
			if sql, ok := sqlOf(q, r.corpus.Until()); ok {
				script.WriteString(sql + "\n.timer on\n" + sql + "\n.timer off\n") // the second time counts
				n++
			}
		}
		if n == 0 {
			continue
		}
		took, err := r.sqliteTimes(ctx, path, script.String())
		if err != nil {
			return err
		}
		r.set("SQLite FTS5: "+class.Name+", p50 / p99", "≥ ours", "%s", r.cell(took, 0.5, 0.99, n))
	}
	return nil
}

// sqliteTimes runs a script for as long as five budgets allow.
func (r *run) sqliteTimes(ctx context.Context, path, script string) (spread, error) {
	ctx, stop := context.WithTimeout(ctx, 5*r.Budget+time.Second)
	defer stop()
	cmd := exec.CommandContext(ctx, r.SQLite, "-batch", "-init", os.DevNull, path)
	cmd.Stdin = strings.NewReader(script)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("sqlite3: %w: %.300s", err, said.String())
	}
	var took spread
	for _, m := range regexp.MustCompile(`(?m)^Run Time: real \S+ user (\S+) sys (\S+)`).FindAllStringSubmatch(out.String(), -1) {
		user, err := strconv.ParseFloat(m[1], 64)
		sys, err2 := strconv.ParseFloat(m[2], 64)
		if err := errors.Join(err, err2); err != nil {
			return nil, err
		}
		took = append(took, time.Duration((user+sys)*1e9))
	}
	return took, nil
}

// sqliteBuild fills the yardstick once; what is half done is thrown away.
func (r *run) sqliteBuild(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	half := path + ".half"
	for _, name := range []string{half, half + "-wal", half + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, r.SQLite, "-batch", "-bail", "-init", os.DevNull, half)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		return err
	}
	err = errors.Join(sqliteScript(in, r.corpus), in.Close())
	if ended := cmd.Wait(); ended != nil {
		return fmt.Errorf("sqlite3: %w: %.300s", ended, said.String())
	}
	if err != nil {
		return err
	}
	return os.Rename(half, path)
}

func sqliteScript(to io.Writer, c *corpustest.Corpus) error {
	w := bufio.NewWriterSize(to, 1<<20)
	_, _ = w.WriteString(schema) // Flush tells
	cut := text.NewCutter()
	for i := range c.Len() {
		m := c.Judged(i)
		fmt.Fprintf(w, "INSERT INTO m VALUES(%d,%d,%s,%s,%s,%s,%s,%s,%s,%s);\n", i+1, m.Created.UnixMilli(), sqlText(who(m)),
			sqlText(m.Key.Network), sqlText(m.Judgement.Sentiment), sqlText(string(m.Work.State)), sqlText(m.Judgement.Intent),
			sqlText(m.Work.Assignee), sqlText(string(m.Kind)), sqlText(string(bytes.TrimSpace(corpustest.AppendLine(nil, m)))))
		fmt.Fprintf(w, "INSERT INTO f(rowid,stems) VALUES(%d,%s);\n", i+1, sqlText(stems(cut, m.Body.Title+" "+m.Body.Text)))
	}
	_, _ = w.WriteString(afterwards)
	return w.Flush()
}

func who(m *store.Mention) string {
	if m.Author.Handle == "" {
		return m.Author.Email
	}
	return m.Author.Handle
}

func sqlText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// sqlOf says a question of the corpus in SQL; ok is false where SQLite has no
// way to ask it in one step.
func sqlOf(question string, now time.Time) (sql string, ok bool) {
	var match, where []string
	near := false
	if q, found := strings.CutPrefix(question, `"`); found {
		return page50([]string{`"` + stemsOf(strings.TrimSuffix(q, `"`)) + `"`}, nil), true
	}
	for _, part := range strings.Fields(question) {
		field, value, _ := strings.Cut(part, ":")
		switch {
		case strings.Contains(part, "{"):
			return "", false
		case strings.HasPrefix(part, "NEAR/"):
			near = true
		case strings.HasPrefix(part, "-"):
			match[len(match)-1] += ` NOT "` + stemsOf(part[1:]) + `"`
		case strings.HasSuffix(part, "*"):
			match = append(match, `"`+strings.TrimSuffix(part, "*")+`"*`)
		case field == part:
			match = append(match, `"`+stemsOf(part)+`"`)
		default:
			where = append(where, condition(field, value, now))
		}
	}
	if near {
		match = []string{"NEAR(" + strings.Join(match, " ") + ", 5)"}
	}
	return page50(match, where), true
}

// page50 is the newest 50, whole lines.
func page50(match, where []string) string {
	sql := "SELECT line FROM m"
	if len(match) > 0 {
		sql = "SELECT line FROM f JOIN m ON m.id=f.rowid"
		where = append([]string{"f MATCH " + sqlText(strings.Join(match, " AND "))}, where...)
	}
	if len(where) > 0 {
		sql += " WHERE " + strings.Join(where, " AND ")
	}
	return sql + fmt.Sprintf(" ORDER BY created DESC LIMIT %d;", page)
}

// condition is what a field of the corpus's questions means in columns.
func condition(field, value string, now time.Time) string {
	switch field {
	case "from":
		return "author=" + sqlText(value)
	case "net", "intent", "assignee", "kind":
		return field + "=" + sqlText(value)
	case "sent":
		long := map[string]string{"neg": "'negative'", "neu": "'neutral'", "pos": "'positive'"}
		var list []string
		for _, v := range strings.Split(value, ",") {
			list = append(list, long[v])
		}
		return "sent IN (" + strings.Join(list, ",") + ")"
	case "is":
		if value == "open" {
			return "state IN ('new','open')"
		}
		return "state=" + sqlText(value)
	case "date":
		from, to, _ := strings.Cut(value, "..")
		since, err := time.Parse(time.DateOnly, from)
		until, err2 := time.Parse(time.DateOnly, to)
		if err == nil && err2 == nil {
			return fmt.Sprintf("created>=%d AND created<%d", since.UnixMilli(), until.AddDate(0, 0, 1).UnixMilli())
		}
	}
	return "0"
}

func stemsOf(s string) string { return stems(nil, s) }

// stems are the words of a text as the index of earshot knows them.
func stems(cut *text.Cutter, s string) string {
	var b strings.Builder
	for _, t := range cut.Tokens(nil, s) {
		if t.Kind == text.Word {
			b.WriteString(t.Stem + " ")
		}
	}
	return strings.TrimSpace(b.String())
}
