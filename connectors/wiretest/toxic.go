package wiretest

import (
	"time"

	"github.com/Shopify/toxiproxy/v2/toxics"
	"github.com/rs/zerolog"
)

// Toxic is one thing that is wrong with a wire. It strikes what the server
// says; Up turns it to what the client says.
type Toxic struct {
	is toxics.Toxic
	up bool
}

// Up lets the toxic strike what the client says to the server.
func (t Toxic) Up() Toxic {
	t.up = true
	return t
}

// Latency delays everything by d, give or take jitter.
func Latency(d, jitter time.Duration) Toxic {
	return Toxic{is: &toxics.LatencyToxic{Latency: d.Milliseconds(), Jitter: jitter.Milliseconds()}}
}

// Bandwidth lets so many kilobytes a second pass.
func Bandwidth(rate int) Toxic {
	zerolog.SetGlobalLevel(zerolog.Disabled) // the toxic tells each step to standard error
	return Toxic{is: &toxics.BandwidthToxic{Rate: int64(rate)}}
}

// Slices hands on pieces of about so many bytes, with a pause after each: lines
// and letters come in halves.
func Slices(size int, pause time.Duration) Toxic {
	return Toxic{is: &toxics.SlicerToxic{AverageSize: size, SizeVariation: size / 3, Delay: int(pause.Microseconds())}}
}

// Limit hangs up after so many bytes of a connection.
func Limit(bytes int) Toxic { return Toxic{is: &toxics.LimitDataToxic{Bytes: int64(bytes)}} }

// Silence swallows everything, and hangs up after d; 0 = never: a peer that has
// gone without a word, as behind a firewall that forgot the connection.
func Silence(d time.Duration) Toxic {
	return Toxic{is: &toxics.TimeoutToxic{Timeout: d.Milliseconds()}}
}

// ResetPeer resets a connection d after something was said on it.
func ResetPeer(d time.Duration) Toxic {
	return Toxic{is: &toxics.ResetToxic{Timeout: d.Milliseconds()}}
}
