package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/bolt"
)

func doctorCommand(c *Call) *cobra.Command {
	var bundle string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at the surroundings and say what is wrong and what to do",
		Example: `  earshot doctor
  earshot doctor --bundle report.tar.gz   # log and settings, without secrets`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&bundle, "bundle", "", "pack the findings and the log, without secrets, into `FILE`")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		d := &doctor{call: c}
		d.examine(cmd.Context())
		text := d.text.String()
		if _, err := io.WriteString(c.Out, text); err != nil {
			return err
		}
		if bundle != "" {
			if err := writeBundle(c, c.Path(bundle), text); err != nil {
				return err
			}
			c.say("packed into %s", bundle)
		}
		if d.wrong > 0 {
			return fmt.Errorf("%s", things(d.wrong, "needs you", "need you"))
		}
		return nil
	}
	return cmd
}

// growth is by how much the data file grows at a time.
const growth = 4 << 20

// doctor collects findings.
type doctor struct {
	call  *Call
	text  strings.Builder
	wrong int
}

func (d *doctor) fine(what, format string, args ...any) {
	fmt.Fprintf(&d.text, "ok    %-14s %s\n", what, fmt.Sprintf(format, args...))
}

func (d *doctor) bad(what, advice string, err error) {
	d.wrong++
	fmt.Fprintf(&d.text, "WRONG %-14s %v\n      %-14s do: %s\n", what, err, "", advice)
}

func (d *doctor) examine(ctx context.Context) {
	c := d.call
	d.fine("earshot", "%s, %s, %s/%s", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	conf, err := loadConfig(c)
	if err != nil {
		d.bad("configuration", "mend "+c.ConfigFile(), err)
	} else {
		d.fine("configuration", "%s", c.ConfigFile())
	}
	for _, err := range keyProblems(c, conf) {
		d.bad("keys", "mend [keys] in "+c.ConfigFile()+"; earshot keys shows all as they are now", err)
	}
	d.theme(conf)
	d.sought(conf)
	d.fine("log", "%s", c.LogFile())
	d.key()
	d.folder()
	d.file(ctx)
	d.terminal()
}

func (d *doctor) key() {
	path := d.call.KeyFile()
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		d.fine("key", "%s is made with the first account", path)
	case err != nil:
		d.bad("key", "give yourself access to "+path, err)
	case info.Mode().Perm()&0o077 != 0:
		d.bad("key", "chmod 600 "+path, fmt.Errorf("%s can be read by others", path))
	default:
		d.fine("key", "%s", path)
	}
}

func (d *doctor) folder() {
	dir := d.call.DataDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		d.bad("data folder", "make it yourself, or name another with --data", err)
		return
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		d.bad("data folder", "give yourself write access to "+dir+", or free some space", err)
		return
	}
	_, err = f.Write(make([]byte, growth)) // an empty file can be made on a full disk, too
	f.Close()
	os.Remove(f.Name())
	if err != nil {
		d.bad("data folder", "free some space; nothing can be stored in "+dir, err)
		return
	}
	d.fine("data folder", "%s", dir)
}

func (d *doctor) file(ctx context.Context) {
	path := filepath.Join(d.call.DataDir(), dataFile)
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		d.fine("data", "nothing yet")
		return
	}
	if err != nil {
		d.bad("data", "give yourself access to "+path, err)
		return
	}
	if info.Mode().Perm()&0o077 != 0 {
		d.bad("data", "chmod 600 "+path, errors.New("the data file can be read by others"))
	}
	st, err := bolt.Open(path, bolt.Options{})
	switch {
	case errors.Is(err, store.ErrLocked):
		if conn, err := dialOwner(ctx, d.call.DataDir()); err != nil {
			d.bad("data", "end the process that holds "+path, errors.New("another process holds the data and does not answer"))
		} else {
			conn.Close()
			d.fine("data", "%s, in use by another earshot that answers", path)
		}
	case errors.Is(err, store.ErrNewer):
		d.bad("data", "use the newer earshot that wrote it; nothing was changed", err)
	case errors.Is(err, os.ErrPermission):
		d.bad("data", "give yourself access: chmod 600 "+path+" (nothing was changed)", err)
	case errors.Is(err, store.ErrDamaged):
		d.bad("data", "restore a backup: earshot restore FILE keeps the damaged file aside; without one, move "+path+" away and begin anew (nothing was changed)", err)
	case err != nil:
		d.bad("data", "see to "+path+" (nothing was changed)", err)
	default:
		d.fine("data", "%s, %s; earshot check walks all of it", path, size(info.Size()))
		st.Close()
	}
}

func (d *doctor) terminal() {
	c := d.call
	if c.Terminal == nil {
		d.fine("terminal", "none: commands work, the screen does not")
		return
	}
	d.fine("terminal", "%dx%d, TERM=%s", c.Terminal.Width, c.Terminal.Height, c.Getenv("TERM"))
	if lang := c.Getenv("LC_ALL") + c.Getenv("LC_CTYPE") + c.Getenv("LANG"); !strings.Contains(strings.ToUpper(lang), "UTF") {
		d.bad("locale", "export LANG=C.UTF-8, or use --plain", fmt.Errorf("the locale %q is not UTF-8: letters may be shown wrongly", lang))
	}
}

// writeBundle packs findings, configuration and log. The log holds no secrets,
// and is looked through once more; the key and the data stay out.
func writeBundle(c *Call, path, findings string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	zip := gzip.NewWriter(f)
	pack := tar.NewWriter(zip)
	add := func(name string, data []byte) error {
		head := &tar.Header{Name: "earshot-doctor/" + name, Mode: 0o600, Size: int64(len(data)), ModTime: time.Unix(0, 0)}
		if err := pack.WriteHeader(head); err != nil {
			return err
		}
		_, err := pack.Write(data)
		return err
	}
	err = add("findings.txt", []byte(httpx.Redact(findings)))
	if conf, confErr := loadConfig(c); confErr == nil {
		err = errors.Join(err, add("config.toml", []byte(conf.String())))
	}
	if log, readErr := os.ReadFile(c.LogFile()); readErr == nil {
		err = errors.Join(err, add("earshot.log", []byte(httpx.Redact(string(log)))))
	}
	return errors.Join(err, pack.Close(), zip.Close(), f.Close())
}
