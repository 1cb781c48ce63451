package enrich

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"net/http"

	// The formats of pictures that can be read.
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"

	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// avatars fetches the picture of a person and makes it small.
type avatars struct{ http *httpx.Client }

// The limits of a picture: bytes of the file, and pixels, which bound what a
// small file may unpack to.
const (
	maxPicture = 2 << 20
	maxPixels  = 4 << 20
)

// Name implements Source.
func (avatars) Name() string { return desk.SourceAvatar }

// Look implements Source.
func (a avatars) Look(ctx context.Context, who store.Identity) (desk.Findings, error) {
	if who.Author.Avatar == "" {
		return desk.Findings{}, nothing("the person has no picture")
	}
	resp, err := a.http.Get(ctx, httpx.Request{
		Op: "fetch picture", URL: who.Author.Avatar, Header: http.Header{"Accept": {"image/png, image/jpeg, image/gif"}},
		MaxBody: maxPicture, Timeout: pageTimeout, Foreign: true,
	})
	if resp != nil && resp.Status == http.StatusNotFound {
		return desk.Findings{}, nothing("the picture is gone")
	}
	if err != nil {
		return desk.Findings{}, err
	}
	picture, err := readPicture(resp.Body)
	return desk.Findings{Avatar: picture}, err
}

// readPicture makes a picture small. What is no picture, or too large, is
// nothing.
func readPicture(body []byte) (*desk.Picture, error) {
	conf, _, err := image.DecodeConfig(bytes.NewReader(body))
	switch {
	case err != nil && len(body) > 12 && string(body[8:12]) == "WEBP":
		return nil, nothing("the picture is of the kind WebP, which earshot cannot read")
	case err != nil:
		return nil, nothing("the picture is neither PNG, JPEG nor GIF")
	case conf.Width <= 0 || conf.Height <= 0 || conf.Width > maxPixels/conf.Height:
		return nil, nothing("the picture is larger than four million pixels")
	}
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, nothing("the picture is damaged")
	}
	flat := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	if flat.Rect.Empty() || flat.Rect.Dx()*flat.Rect.Dy() > maxPixels {
		return nil, nothing("the picture is empty")
	}
	draw.Draw(flat, flat.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Rect, img, img.Bounds().Min, draw.Over)
	return &desk.Picture{Pixels: shrink(flat, store.AvatarSide, store.AvatarSide), Hash: differences(flat)}, nil
}

// shrink averages a picture over w by h fields of equal size: red, green, blue
// of each, rows from the top.
func shrink(img *image.RGBA, w, h int) []byte {
	out := make([]byte, 0, w*h*3)
	bounds := img.Rect
	for y := range h {
		y0, y1 := field(y, h, bounds.Dy())
		for x := range w {
			x0, x1 := field(x, w, bounds.Dx())
			var sum [3]uint64
			for py := y0; py < y1; py++ {
				row := img.Pix[img.PixOffset(x0, py) : img.PixOffset(x1-1, py)+4]
				for i := 0; i < len(row); i += 4 {
					sum[0] += uint64(row[i])
					sum[1] += uint64(row[i+1])
					sum[2] += uint64(row[i+2])
				}
			}
			n := uint64((x1 - x0) * (y1 - y0))
			for _, s := range sum {
				out = append(out, byte((s+n/2)/n))
			}
		}
	}
	return out
}

// field is the part of size pixels that the i-th of n fields covers: one pixel
// at least.
func field(i, n, size int) (from, to int) {
	from = min(i*size/n, size-1)
	return from, max(from+1, (i+1)*size/n)
}

// differences is the perceptual hash dHash (N. Krawetz, "Kind of Like That",
// 2013): the picture as 9 by 8 fields of grey (ITU-R BT.601); each bit says
// whether a field is darker than its right neighbour, row by row from the top
// left, the highest bit first.
func differences(img *image.RGBA) uint64 {
	const w, h = 9, 8
	small := shrink(img, w, h)
	grey := func(x, y int) int {
		p := small[(y*w+x)*3:]
		return 299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])
	}
	var hash uint64
	for y := range h {
		for x := range w - 1 {
			hash <<= 1
			if grey(x, y) < grey(x+1, y) {
				hash |= 1
			}
		}
	}
	return hash
}
