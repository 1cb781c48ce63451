package enrich

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/bits"
	"net/http"
	"strings"
	"testing"

	"earshot/store"
)

// face is a picture with something on it: bright at the top left, a dark spot.
func face(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: uint8(255 - 200*x/w), G: uint8(255 - 200*y/h), B: 90, A: 255}
			if dx, dy := x*10/w-6, y*10/h-5; dx*dx+dy*dy < 4 {
				c = color.NRGBA{R: 20, G: 10, B: 30, A: 255}
			}
			img.Set(x, y, c)
		}
	}
	return img
}

func pngOf(img image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// TestAPictureInAnySizeAndFormatIsOnePicture: to the eye, and by its hash.
func TestAPictureInAnySizeAndFormatIsOnePicture(t *testing.T) {
	first, err := readPicture(pngOf(face(400, 400)))
	if err != nil || len(first.Pixels) != store.AvatarBytes {
		t.Fatalf("%v", err)
	}
	var jpg, gf bytes.Buffer
	_ = jpeg.Encode(&jpg, face(200, 200), &jpeg.Options{Quality: 60})
	_ = gif.Encode(&gf, face(120, 120), nil)
	for name, body := range map[string][]byte{"small": pngOf(face(96, 96)), "jpeg": jpg.Bytes(), "gif": gf.Bytes()} {
		p, err := readPicture(body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := bits.OnesCount64(p.Hash ^ first.Hash); d > 4 {
			t.Errorf("%s: %d bits differ", name, d)
		}
		for i := range p.Pixels {
			if d := int(p.Pixels[i]) - int(first.Pixels[i]); d < -40 || d > 40 {
				t.Errorf("%s: byte %d is %d, not %d", name, i, p.Pixels[i], first.Pixels[i])
				break
			}
		}
	}
	other := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := range other.Pix {
		other.Pix[i] = byte(i * i >> 3)
	}
	p, err := readPicture(pngOf(other))
	if err != nil || bits.OnesCount64(p.Hash^first.Hash) < 12 {
		t.Errorf("another picture is alike: %v", err)
	}
	if first.Pixels[0] < 200 || first.Pixels[3*15] > 120 {
		t.Errorf("the first row is %v", first.Pixels[:48])
	}
}

// TestTheSmallestPictures have at least one pixel in each field.
func TestTheSmallestPictures(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 100}, {100, 1}, {9, 8}, {17, 15}} {
		p, err := readPicture(pngOf(face(size[0], size[1])))
		if err != nil || len(p.Pixels) != store.AvatarBytes {
			t.Errorf("%v: %v", size, err)
		}
	}
	clear := image.NewNRGBA(image.Rect(0, 0, 20, 20)) // nothing but glass
	p, err := readPicture(pngOf(clear))
	if err != nil || p.Hash != 0 || p.Pixels[0] != 255 {
		t.Errorf("%+v %v", p, err)
	}
}

// vast is a PNG that says that it has so many pixels.
func vast(w, h uint32) []byte {
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	head = append(head, 8, 6, 0, 0, 0)
	return binary.BigEndian.AppendUint32(append(out, head...), crc32.ChecksumIEEE(head))
}

// TestWhatIsNoPicture: bombs, other kinds, nothing.
func TestWhatIsNoPicture(t *testing.T) {
	whole := pngOf(face(50, 50))
	for want, bodies := range map[string][][]byte{
		"four million": {vast(60_000, 60_000), vast(1, 1<<30)},
		"neither PNG":  {nil, []byte("<svg onload=alert(1)>"), []byte("GIF89a"), vast(0, 0), vast(1<<31-1, 1<<31-1)},
		"WebP":         {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 ")},
		"damaged":      {whole[:len(whole)/2], vast(100, 100)},
	} {
		for i, body := range bodies {
			_, err := readPicture(body)
			if _, none := isNothing(err); !none || !strings.Contains(err.Error(), want) {
				t.Errorf("%s %d: %v", want, i, err)
			}
		}
	}
}

// TestAPictureIsFetched, if it is not too long.
func TestAPictureIsFetched(t *testing.T) {
	in := newInternet(t)
	in.put("m.example/a.png", "image/png", string(pngOf(face(80, 80))))
	in.put("m.example/long.png", "image/png", strings.Repeat("x", maxPicture+1))
	look := func(at string) (*store.Identity, error) {
		who := ann()
		who.Author.Avatar = at
		f, err := avatars{client(t)}.Look(t.Context(), who)
		if err == nil && f.Avatar == nil {
			t.Errorf("%s: no picture", at)
		}
		return &who, err
	}
	if _, err := look("http://m.example/a.png"); err != nil {
		t.Error(err)
	}
	for at, want := range map[string]string{"": "no picture", "http://m.example/gone.png": "gone", "http://m.example/long.png": "longer than", "http://127.0.0.1/a.png": "private"} {
		if _, err := look(at); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", at, err)
		}
	}
	if got := in.heard[0].Header.Get("Accept"); got != "image/png, image/jpeg, image/gif" || in.heard[0].Method != http.MethodGet {
		t.Errorf("%s", got)
	}
}

// FuzzPicture: whatever the bytes are, it ends with a picture or without.
func FuzzPicture(f *testing.F) {
	f.Add(pngOf(face(3, 3)))
	f.Add(vast(9, 9))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00,"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if p, err := readPicture(body); err == nil && len(p.Pixels) != store.AvatarBytes {
			t.Errorf("%d bytes", len(p.Pixels))
		}
	})
}
