package people

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // so that one can be read
	"image/jpeg"
	_ "image/png" // so that one can be read

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/semaphore"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// What a picture may be before it is drawn anew, and how large it is then.
const (
	PictureBytes  = 8 << 20
	PicturePixels = 24_000_000
	pictureSide   = 192
)

// Pictures are which of the staff have a face, with what names how it looks now.
type Pictures map[ID]string

const selectPictures = `select person_id, version from pictures`

func collectPictures(rows pgx.Rows) (Pictures, error) {
	all := Pictures{}
	var id ID
	var version string
	_, err := pgx.ForEachRow(rows, []any{&id, &version}, func() error {
		all[id] = version
		return nil
	})
	return all, err
}

// drawing lets one picture be drawn at a time: each takes some 100 MB while it is.
var drawing = semaphore.NewWeighted(1)

// DrawPicture makes a small square of what somebody sent: the middle of a JPEG, PNG or GIF, turned as the camera was held and drawn
// anew, so that nothing else of the file is left. What is too large, or no picture, is a fault on the field.
func DrawPicture(ctx context.Context, on string, sent []byte) ([]byte, error) {
	if len(sent) == 0 {
		return nil, fault.Invalid("staff.fault.picture_none").On(on)
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(sent))
	if err != nil {
		return nil, fault.Invalid("staff.fault.picture").On(on)
	}
	if size.Width < 1 || size.Height < 1 || size.Width > PicturePixels || size.Height > PicturePixels || size.Width*size.Height > PicturePixels {
		return nil, fault.Invalid("staff.fault.picture_large").On(on).Max(PicturePixels / 1_000_000)
	}
	if err := drawing.Acquire(ctx, 1); err != nil {
		return nil, fmt.Errorf("wait to draw a picture: %w", err)
	}
	defer drawing.Release(1)
	whole, format, err := image.Decode(bytes.NewReader(sent))
	if err != nil {
		return nil, fault.Invalid("staff.fault.picture").On(on)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(square(whole, pictureSide), held(sent, format)), &jpeg.Options{Quality: 86}); err != nil {
		return nil, fmt.Errorf("draw a picture: %w", err)
	}
	return out.Bytes(), nil
}

// square is the middle of a picture, each of its pixels the mean of those that it stands for, on white.
func square(src image.Image, side int) *image.RGBA {
	b := src.Bounds()
	edge := min(b.Dx(), b.Dy())
	left, top := b.Min.X+(b.Dx()-edge)/2, b.Min.Y+(b.Dy()-edge)/2
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			x0, x1 := left+x*edge/side, left+max((x+1)*edge/side, x*edge/side+1)
			y0, y1 := top+y*edge/side, top+max((y+1)*edge/side, y*edge/side+1)
			var r, g, bl, n uint64
			for sy := y0; sy < y1; sy++ {
				for sx := x0; sx < x1; sx++ {
					pr, pg, pb, pa := src.At(sx, sy).RGBA()
					white := uint64(0xffff - pa)
					r, g, bl, n = r+uint64(pr)+white, g+uint64(pg)+white, bl+uint64(pb)+white, n+1
				}
			}
			out.SetRGBA(x, y, color.RGBA{R: uint8(r / n >> 8), G: uint8(g / n >> 8), B: uint8(bl / n >> 8), A: 255})
		}
	}
	return out
}

// SetPicture gives the actor a face that DrawPicture has drawn; none takes it away.
func SetPicture(ctx context.Context, tx *pg.Tx, by Actor, drawn []byte) error {
	if err := by.May(OwnDesk, 0); err != nil {
		return err
	}
	became := "a picture"
	if drawn == nil {
		became = "none"
		tag, err := tx.Exec(ctx, `delete from pictures where person_id = $1`, by.ID)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
	} else {
		const q = `insert into pictures (person_id, version, content, set_at) values ($1, $2, $3, $4)
			on conflict (person_id) do update set version = excluded.version, content = excluded.content, set_at = excluded.set_at`
		version := fmt.Sprintf("%x", Token(drawn).hash()[:8])
		if _, err := tx.Exec(ctx, q, by.ID, version, drawn, tx.Now); err != nil {
			return fmt.Errorf("keep a picture: %w", err)
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditPictureChanged, Person: int64(by.ID), Became: became})
}

// PictureOf is somebody's face as a JPEG, for those who work here, if it still looks like that version.
func PictureOf(ctx context.Context, r pg.Reader, by Actor, id ID, version string) ([]byte, error) {
	if err := by.May(OwnDesk, 0); err != nil {
		return nil, err
	}
	var content []byte
	var is string
	err := r.QueryRow(ctx, `select content, version from pictures where person_id = $1`, id).Scan(&content, &is)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && is != version {
		return nil, fault.NotFound()
	}
	return content, err
}
