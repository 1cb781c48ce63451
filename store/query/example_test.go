package query_test

import (
	"errors"
	"fmt"
	"time"

	"earshot/store/query"
)

func ExampleParse() {
	q, err := query.Parse("network:VK network:rss (холодильник OR морозил*) -is:done | sort:-score")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range q.Expr.(query.And).List {
		fmt.Printf("%T\n", e)
	}
	fmt.Println(query.Print(q))
	// Output:
	// query.Field
	// query.Or
	// query.Not
	// net:vk,feed (холодильник OR морозил*) -is:done | sort:-score
}

func ExampleError() {
	_, err := query.Parse("пицца is:opne")
	var e *query.Error
	if errors.As(err, &e) {
		fmt.Println(e.Column, e.Suggestion)
	}
	_, err = query.Parse("folowers:>10k")
	fmt.Println(err)
	// Output:
	// 10 open
	// column 1: unknown field "folowers", did you mean followers?
}

func ExampleComplete() {
	for _, c := range query.Complete("пицца is:un", 11) {
		fmt.Printf("%s (%s) replaces %d to %d\n", c.Text, c.Doc, c.Start, c.End)
	}
	// Output:
	// unassigned (assigned to nobody) replaces 9 to 11
}

func ExampleExpand() {
	q, _ := query.Parse("score:(<3 OR >5)")
	fmt.Println(query.Print(query.Query{Expr: query.Expand(q.Expr.(query.Field))}))
	// Output:
	// score:<3 OR score:>5
}

func ExampleResolveRange() {
	now := time.Date(2026, 11, 20, 15, 30, 0, 0, time.UTC)
	for _, s := range []string{"date:2d..", "date:mon..wed", "date:<=2026-11"} {
		q, _ := query.Parse(s)
		from, to, _ := query.ResolveRange(q.Expr.(query.Field).Value, now, time.UTC)
		for i, end := range []time.Time{from, to} {
			if i > 0 {
				fmt.Print(" until ")
			}
			if end.IsZero() {
				fmt.Print("open")
			} else {
				fmt.Print(end.Format("Jan 2 15:04"))
			}
		}
		fmt.Println()
	}
	// Output:
	// Nov 18 15:30 until open
	// Nov 16 00:00 until Nov 19 00:00
	// open until Dec 1 00:00
}

func ExampleFields() {
	for _, f := range query.Fields() {
		if f.Sub {
			fmt.Println(f.Name, f.Kind)
		}
	}
	// Output:
	// thread keyword
	// author text
}
