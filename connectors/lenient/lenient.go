// Package lenient reads JSON of strangers into Go types without being strict
// about it. Servers that speak the same API differ in small ways: numbers as
// text, null where an object belongs, a field of another type. encoding/json
// gives up on the whole page then; here a field that does not fit stays empty,
// and an element of a list that does not fit is left out.
package lenient

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// ErrShape says that an answer is no JSON, or JSON of another kind than asked
// for.
var ErrShape = errors.New("the answer is not what was asked for")

// Decode reads one JSON value into what into points at; fields are named by
// their json tags, embedded structs without a tag are passed over. The only
// error is ErrShape: an answer of which nothing fits.
func Decode(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return ErrShape
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return ErrShape
	}
	if v == nil || !fit(reflect.ValueOf(into).Elem(), v) {
		return ErrShape
	}
	return nil
}

// fit puts a JSON value into a Go value as well as it goes and tells whether
// it went.
func fit(to reflect.Value, v any) bool {
	if v == nil {
		return false
	}
	switch to.Kind() {
	case reflect.Pointer:
		return fitPointer(to, v)
	case reflect.Struct:
		return fitStruct(to, v)
	case reflect.Slice:
		return fitSlice(to, v)
	case reflect.Map:
		return fitMap(to, v)
	case reflect.Interface:
		if n, ok := v.(json.Number); ok {
			v = n.String()
		}
		to.Set(reflect.ValueOf(v))
		return true
	default:
		return fitPlain(to, v)
	}
}

func fitPointer(to reflect.Value, v any) bool {
	p := reflect.New(to.Type().Elem())
	if !fit(p.Elem(), v) {
		return false
	}
	to.Set(p)
	return true
}

func fitStruct(to reflect.Value, v any) bool {
	if t, ok := to.Addr().Interface().(*time.Time); ok {
		return fitTime(t, v)
	}
	object, ok := v.(map[string]any)
	if !ok {
		return false
	}
	if _, own := to.Addr().Interface().(encoding.TextUnmarshaler); own {
		return false
	}
	for i := range to.NumField() {
		name, _, _ := strings.Cut(to.Type().Field(i).Tag.Get("json"), ",")
		if value, ok := object[name]; ok && name != "" && to.Field(i).CanSet() {
			fit(to.Field(i), value)
		}
	}
	return true
}

func fitSlice(to reflect.Value, v any) bool {
	list, ok := v.([]any)
	if !ok {
		return false
	}
	out := reflect.MakeSlice(to.Type(), 0, len(list))
	for _, x := range list {
		item := reflect.New(to.Type().Elem()).Elem()
		if fit(item, x) {
			out = reflect.Append(out, item)
		}
	}
	to.Set(out)
	return true
}

func fitMap(to reflect.Value, v any) bool {
	object, ok := v.(map[string]any)
	if !ok || to.Type().Key().Kind() != reflect.String {
		return false
	}
	out := reflect.MakeMapWithSize(to.Type(), len(object))
	for k, x := range object {
		item := reflect.New(to.Type().Elem()).Elem()
		if fit(item, x) {
			out.SetMapIndex(reflect.ValueOf(k).Convert(to.Type().Key()), item)
		}
	}
	to.Set(out)
	return true
}

// fitPlain fills text, numbers and booleans from one another.
func fitPlain(to reflect.Value, v any) bool {
	text, ok := plainText(v)
	if !ok {
		return false
	}
	switch to.Kind() {
	case reflect.String:
		to.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return false
		}
		to.SetBool(b)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseFloat(text, 64)
		if i, exact := strconv.ParseInt(text, 10, 64); exact == nil {
			to.SetInt(i)
			return true
		}
		if err != nil || n < -1e15 || n > 1e15 || n != n {
			return false
		}
		to.SetInt(int64(n))
	case reflect.Float64:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return false
		}
		to.SetFloat(n)
	default:
		return false
	}
	return true
}

func plainText(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, true
	case json.Number:
		return x.String(), true
	case bool:
		return strconv.FormatBool(x), true
	}
	return "", false
}

// fitTime reads the date forms seen: RFC 3339, the same without a zone (UTC),
// and a bare day.
func fitTime(to *time.Time, v any) bool {
	text, ok := v.(string)
	if !ok {
		return false
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05 MST", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			*to = t.UTC()
			return true
		}
	}
	return false
}
