package widget

import (
	"fmt"
	"time"
)

// Ago tells in at most five cells how long t is past: "now", "3m", "2h", "Mon"
// within a week, "12Jan" within a year, else the year. Future times have a "+":
// "+3m".
func Ago(now, t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	d := now.Sub(t)
	sign := ""
	if d < 0 {
		d, sign = -d, "+"
	}
	switch {
	case d < time.Minute && sign == "":
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("+%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%s%dm", sign, int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%s%dh", sign, int(d.Hours()))
	case d < 7*24*time.Hour:
		return t.In(zone).Format("Mon")
	case t.In(zone).Year() == now.In(zone).Year() || d < 90*24*time.Hour:
		return t.In(zone).Format("2Jan")
	}
	return t.In(zone).Format("2006")
}

// Short writes a duration in at most four cells: "40s", "12m", "3h", "5d".
func Short(d time.Duration) string {
	switch {
	case d < 0:
		return "0s"
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dd", int(d.Hours()/24))
}

// Number writes a count in at most four cells: "999", "1.8k", "12k", "3.4M".
func Number(n int) string {
	switch {
	case n < 0:
		return "-" + Number(-n)
	case n < 1000:
		return fmt.Sprint(n)
	case n < 9950:
		return fmt.Sprintf("%.1fk", float64(n)/1e3)
	case n < 999_500:
		return fmt.Sprintf("%.0fk", float64(n)/1e3)
	case n < 9_950_000:
		return fmt.Sprintf("%.1fM", float64(n)/1e6)
	case n < 999_500_000:
		return fmt.Sprintf("%.0fM", float64(n)/1e6)
	}
	return fmt.Sprintf("%.0fG", float64(n)/1e9)
}
