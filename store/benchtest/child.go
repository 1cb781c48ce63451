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
	"strconv"
	"strings"
	"time"

	"earshot/store/corpustest"
)

// childWord marks a process that Run has started.
const childWord = "bench-child"

// Child does the work of a process that Run has started, and tells whether
// this is one. Programs and tests that call Run call it first, with the
// arguments they were started with.
func Child(args []string, in io.Reader, out io.Writer) (bool, error) {
	if len(args) != 4 || args[0] != childWord {
		return false, nil
	}
	until, err := time.Parse(time.RFC3339, args[3])
	if err != nil {
		return true, err
	}
	switch args[1] {
	case "open":
		return true, childOpen(args[2], until, out)
	case "memory":
		return true, childMemory(args[2], until, in, out)
	case "write":
		return true, childWrite(args[2], until, out)
	}
	return true, fmt.Errorf("no such work: %s", args[1])
}

// childOpen prints how long it took to open, and until the first page.
func childOpen(path string, until time.Time, out io.Writer) error {
	began := time.Now()
	st, d, err := open(path, until)
	if err != nil {
		return err
	}
	opened := time.Since(began)
	err = find(context.Background(), d, "", until)
	fmt.Fprintln(out, opened.Nanoseconds(), time.Since(began).Nanoseconds())
	return errors.Join(err, st.Close())
}

// childMemory asks every question it reads and prints how much memory of its
// own the process then has, in bytes.
func childMemory(path string, until time.Time, in io.Reader, out io.Writer) error {
	st, d, err := open(path, until)
	if err != nil {
		return err
	}
	defer st.Close()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if err := find(context.Background(), d, lines.Text(), until); err != nil {
			return err
		}
	}
	rollup, err := os.ReadFile("/proc/self/smaps_rollup")
	if err != nil {
		fmt.Fprintln(out, -1)
		return lines.Err()
	}
	for line := range strings.Lines(string(rollup)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "Anonymous:" {
			kib, err := strconv.Atoi(f[1])
			fmt.Fprintln(out, kib<<10)
			return errors.Join(err, lines.Err())
		}
	}
	return errors.New("/proc/self/smaps_rollup does not name anonymous memory")
}

// childWrite ingests one by one until it is killed.
func childWrite(path string, until time.Time, out io.Writer) error {
	st, d, err := open(path, until)
	if err != nil {
		return err
	}
	fresh := &arrivals{corpus: corpustest.New(corpustest.Options{N: 1 << 20, Seed: 99}), since: until, prefix: fmt.Sprint("p", os.Getpid(), "-")}
	for {
		if err := through(context.Background(), d, fresh.next(20)); err != nil {
			return errors.Join(err, st.Close())
		}
		fmt.Fprintln(out, fresh.given)
	}
}

func (r *run) child(ctx context.Context, work, path string) *exec.Cmd {
	args := append(r.Self[1:len(r.Self):len(r.Self)], childWord, work, path, r.corpus.Until().Format(time.RFC3339))
	cmd := exec.CommandContext(ctx, r.Self[0], args...)
	cmd.Stderr = os.Stderr
	return cmd
}

// opening starts a process on the file as it was closed, and on one whose
// writer was killed.
func (r *run) opening(ctx context.Context) error {
	path, drop, err := r.copied()
	if err != nil {
		return err
	}
	defer drop()
	var clean, firstPage, crashed spread
	for range 7 {
		opened, paged, err := r.openOnce(ctx, path)
		if err != nil {
			return err
		}
		clean, firstPage = append(clean, opened), append(firstPage, paged)
	}
	for range 5 {
		if err := r.crash(ctx, path); err != nil {
			return err
		}
		opened, _, err := r.openOnce(ctx, path)
		if err != nil {
			return err
		}
		crashed = append(crashed, opened)
	}
	r.set("open after a clean exit: p50 / max", "≤ 50 ms", "%s", r.cell(clean, 0.5, 1, 0))
	r.set("open and first page: p50 / max", "", "%s", r.cell(firstPage, 0.5, 1, 0))
	r.set("open after kill -9 in the middle of ingest: p50 / max", "≤ 150 ms", "%s", r.cell(crashed, 0.5, 1, 0))
	return nil
}

func (r *run) openOnce(ctx context.Context, path string) (opened, paged time.Duration, err error) {
	out, err := r.child(ctx, "open", path).Output()
	if err == nil {
		_, err = fmt.Sscan(string(out), &opened, &paged)
	}
	return opened, paged, err
}

// crash lets a process write a while and kills it.
func (r *run) crash(ctx context.Context, path string) error {
	cmd := r.child(ctx, "write", path)
	told, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines, n := bufio.NewScanner(told), 0
	for n < 600 && lines.Scan() {
		n, _ = strconv.Atoi(lines.Text())
	}
	kill := cmd.Process.Kill()
	_ = cmd.Wait() // it was killed
	if n < 600 {
		return errors.New("the writing process ended by itself")
	}
	return kill
}

// memory asks 1,000 questions in a process of its own.
func (r *run) memory(ctx context.Context) error {
	questions := mixed(r.classes)
	n := 1000
	if slow := r.slow(ctx, questions); slow > 0 {
		n = slow
	}
	var in bytes.Buffer
	for i := range n {
		fmt.Fprintln(&in, questions[i%len(questions)])
	}
	cmd := r.child(ctx, "memory", r.file())
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	var anonymous int
	if _, err := fmt.Sscan(string(out), &anonymous); err != nil {
		return err
	}
	cell := "not measured"
	if anonymous >= 0 {
		cell = fmt.Sprintf("%.1f", float64(anonymous)/(1<<20))
	}
	if n < 1000 {
		cell += fmt.Sprintf(" (after %d)", n)
	}
	r.set("anonymous memory after 1,000 questions, MiB", "≤ 40", "%s", cell)
	return nil
}

// slow gives how many questions five budgets allow for; 0 = a thousand.
func (r *run) slow(ctx context.Context, questions []string) int {
	st, d, err := r.open()
	if err != nil {
		return 0
	}
	defer st.Close()
	took, err := r.within(ctx, len(questions), func(ctx context.Context, i int) error { return find(ctx, d, questions[i], r.corpus.Until()) })
	if err != nil || len(took) == 0 {
		return 0
	}
	var sum time.Duration
	for _, t := range took {
		sum += t
	}
	if n := int(5 * r.Budget / max(1, sum/time.Duration(len(took)))); n < 1000 {
		return max(10, n)
	}
	return 0
}

// program runs the whole program, as a script would.
func (r *run) program(ctx context.Context) error {
	const name, goal = "earshot search Q --json --limit 50, whole process: CPU ms, p50 / max", "≤ 25 ms"
	if r.Earshot == "" {
		r.set(name, goal, "not measured")
		return nil
	}
	home, err := os.MkdirTemp(r.Dir, "home-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	questions := mixed(r.classes)
	var used spread
	if _, err := r.within(ctx, 21, func(ctx context.Context, i int) error {
		cmd := exec.CommandContext(ctx, r.Earshot, "--data", r.folder, "search", questions[i], "--json", "--limit", "50")
		cmd.Env = []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state"), "TZ=UTC", "PATH=" + os.Getenv("PATH")}
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %.500s", err, said)
		}
		used = append(used, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		return nil
	}); err != nil {
		return err
	}
	r.set(name, goal, "%s", r.cell(used, 0.5, 1, 21))
	return nil
}
