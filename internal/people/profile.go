package people

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// SignatureMost is how long a signature may be, and in how many lines.
const (
	SignatureMost  = 500
	SignatureLines = 6
)

// Profile is what somebody of the staff says of themselves.
type Profile struct {
	Name      string
	Zone      string // IANA; empty: the desk's
	Signature string // under their answers in mails; may be empty
	KeysOff   bool
}

// Check says what is wrong with it, all fields at once.
func (p Profile) Check(s Sizes) error {
	var zone *fault.Error
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
		zone = fault.Invalid("staff.fault.own_zone").On("zone")
	}
	signature := field.Optional("signature", p.Signature, SignatureMost)
	if signature == nil && strings.Count(field.Block(p.Signature), "\n") >= SignatureLines {
		signature = fault.Invalid("staff.fault.signature_lines").On("signature").Max(SignatureLines)
	}
	return fault.Join(field.Required("name", p.Name, s.Name), zone, signature)
}

// ProfileOf reads somebody's profile.
func ProfileOf(ctx context.Context, r pg.Reader, id ID) (Profile, error) {
	const q = `select name, coalesce(zone, ''), signature, keys_off from people where id = $1`
	var p Profile
	err := r.QueryRow(ctx, q, id).Scan(&p.Name, &p.Zone, &p.Signature, &p.KeysOff)
	return p, pg.Found(err)
}

// SaveProfile keeps what somebody of the staff says of themselves.
func SaveProfile(ctx context.Context, tx *pg.Tx, by Actor, s Sizes, p Profile) error {
	if err := by.May(OwnDesk, 0); err != nil {
		return err
	}
	if err := p.Check(s); err != nil {
		return err
	}
	p.Name, p.Signature = field.Line(p.Name), field.Block(p.Signature)
	was, err := ProfileOf(ctx, tx, by.ID)
	if err != nil || was == p {
		return err
	}
	const q = `update people set name = $2, zone = nullif($3, ''), signature = $4, keys_off = $5 where id = $1`
	if _, err := tx.Exec(ctx, q, by.ID, p.Name, p.Zone, p.Signature, p.KeysOff); err != nil {
		return fmt.Errorf("save the profile of person %d: %w", by.ID, err)
	}
	e := audit.Entry{By: int64(by.ID), Kind: AuditProfileChanged, Person: int64(by.ID)}
	if was.Name != p.Name {
		e.Object, e.Was, e.Became = "name", was.Name, p.Name
	}
	return audit.Write(ctx, tx, e)
}

// Signature is what stands under somebody's answers in mails; empty for a customer.
func Signature(ctx context.Context, r pg.Reader, id ID) (string, error) {
	const q = `select coalesce((select signature from people where id = $1 and role <> 'customer'), '')`
	var text string
	err := r.QueryRow(ctx, q, id).Scan(&text)
	return text, err
}

// SetCompact says whether somebody's lists have rows of one line.
func SetCompact(ctx context.Context, tx *pg.Tx, by Actor, is bool) error {
	if err := by.May(ReadDesk, 0); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update people set is_compact = $2 where id = $1 and is_compact <> $2`, by.ID, is)
	return err
}
