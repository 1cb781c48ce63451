package store

import (
	"iter"
	"strings"
	"time"
)

// PutJob writes a job and its place in the order of due times.
func PutJob(tx Tx, j Job) error {
	if err := DropJob(tx, j.ID); err != nil {
		return err
	}
	if j.State == JobQueued {
		if err := tx.Records(KindJobsDue).Put(dueKey(j), nil); err != nil {
			return err
		}
	}
	tx.Touch(TopicJobs, j.ID)
	return Jobs(tx).Put(j.ID, j)
}

// DropJob removes a job; it is no error if there is none.
func DropJob(tx Tx, id string) error {
	old, err := Jobs(tx).Get(id)
	if err != nil {
		return ignoreMissing(err)
	}
	if err := tx.Records(KindJobsDue).Delete(dueKey(old)); err != nil {
		return err
	}
	tx.Touch(TopicJobs, id)
	return Jobs(tx).Delete(id)
}

// QueuedJobs walks the queued jobs in the order of their due times.
func QueuedJobs(tx Tx) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for key := range tx.Records(KindJobsDue).Scan("", "") {
			_, id, _ := strings.Cut(key, "/")
			job, err := Jobs(tx).Get(id)
			if !yield(job, err) {
				return
			}
		}
	}
}

func dueKey(j Job) string { return TimeKey(j.Due) + "/" + j.ID }

// TimeKey writes a time so that the order of strings is the order of times,
// from the year 1 on.
func TimeKey(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}
