package feed_test

import (
	"net/http"
	"testing"
	"time"
)

// TestAFeedInTroubleIsAskedHourlyForTwoDays: a train without network, a hotel's
// page to log in, a server that is down. What was broken for a night is heard of
// within the hour that it is well; only what has failed for days is asked less.
func TestAFeedInTroubleIsAskedHourlyForTwoDays(t *testing.T) {
	for name, trouble := range map[string]http.HandlerFunc{
		"a server that is down": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a page to log in":      body("<html><title>Hotel</title><body><form action=login>"),
	} {
		t.Run(name, func(t *testing.T) {
			well := true
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if well {
					body(rss(item(1)))(w, r)
					return
				}
				trouble(w, r)
			})
			w := start(t, nil, s.URL+"/f")
			w.must(1)
			well = false
			began := w.now
			var longest, later time.Duration // between two requests, in the first day and from the fourth on
			for last := w.now; w.now.Sub(began) < 10*24*time.Hour; w.now = w.now.Add(10 * time.Minute) {
				before := s.asked.Load()
				_, _ = w.pull() // trouble is what we came for
				if s.asked.Load() == before {
					continue
				}
				gap, day := w.now.Sub(last), w.now.Sub(began)
				last = w.now
				if day < 24*time.Hour {
					longest = max(longest, gap)
				} else if day > 4*24*time.Hour {
					later = max(later, gap)
				}
			}
			if longest > 70*time.Minute || longest < 50*time.Minute {
				t.Errorf("on the first day it was asked after %v at the latest", longest)
			}
			if later < 20*time.Hour {
				t.Errorf("after four days it is still asked every %v", later)
			}
			well = true
			w.now = w.now.Add(25 * time.Hour)
			w.must(0) // it is read, and brings nothing twice
		})
	}
}
