package telegram

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// TestNumbersThatBeginAnew: after a week of silence Telegram chooses its next number
// anew. To an offset that is far ahead of it, it gives all that it has, until that
// is confirmed under its own numbers.
func TestNumbersThatBeginAnew(t *testing.T) {
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		var waits []string
		offset, _ := strconv.Atoi(r.FormValue("offset")) // none is 0
		for n := 70; n < 73; n++ {
			if n >= offset || offset > 73+10 {
				waits = append(waits, fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1,"text":"no %d","chat":{"id":5,"type":"private"},"from":{"id":5,"first_name":"Eva"}}}`, n, n, n))
			}
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":[`+strings.Join(waits, ",")+`]}`) // the client may have gone
	}))
	t.Cleanup(s.Close)
	r := &rig{T: t, bot: newBot(t, s.URL, nil), cursor: []byte("900100")}
	if all := r.pull(); len(all) != 3 || all[2].Body.Text != "no 72" {
		t.Fatalf("%d messages", len(all))
	}
	if string(r.cursor) != "73" {
		t.Errorf("the cursor is %s", r.cursor)
	}
	if all := r.pull(); len(all) != 0 || asked.Load() != 3 {
		t.Errorf("%d messages again, %d calls", len(all), asked.Load())
	}
}
