package factor

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/seal"
)

const (
	period      = 30 // seconds, for which a code is shown
	around      = 1  // periods before and after, for clocks that differ
	secretBytes = 20 // RFC 4226, section 4: 160 bits

	setupLife = 30 * time.Minute
)

// Setup is what somebody puts into their code app. Nothing of it is stored until they have shown a code of it.
type Setup struct {
	Secret string // as people type it
	URL    string // as the square code holds it
	Sealed string // what the page carries from its showing to its sending
}

type sealedSetup struct {
	Key    []byte
	Secret string
	Ends   time.Time
}

func setupOf(person people.ID) string { return fmt.Sprintf("setup of person %d", person) }

func codeOf(person people.ID) string { return fmt.Sprintf("code of person %d", person) }

// NewSetup draws a secret for somebody. desk is what the app calls it.
func NewSetup(ctx context.Context, r pg.Reader, box *seal.Box, me people.Person, desk string) (Setup, error) {
	now, err := Clock(ctx, r)
	if err != nil {
		return Setup{}, err
	}
	raw, key := make([]byte, secretBytes), make([]byte, 16)
	rand.Read(raw) // never fails: the runtime ends the program instead
	rand.Read(key)
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	return sealSetup(box, me, desk, sealedSetup{Key: key, Secret: secret, Ends: now.Add(setupLife)})
}

func sealSetup(box *seal.Box, me people.Person, desk string, s sealedSetup) (Setup, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return Setup{}, err
	}
	sealed, err := box.Seal(text, setupOf(me.ID))
	if err != nil {
		return Setup{}, err
	}
	return s.shown(me, desk, base64.RawURLEncoding.EncodeToString(sealed)), nil
}

func (s sealedSetup) shown(me people.Person, desk, sealed string) Setup {
	issuer := strings.ReplaceAll(desk, ":", " ")
	u := url.URL{
		Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + me.Address,
		RawQuery: strings.ReplaceAll(url.Values{"secret": {s.Secret}, "issuer": {issuer}}.Encode(), "+", "%20"),
	}
	var groups []string
	for rest := s.Secret; rest != ""; {
		n := min(4, len(rest))
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	return Setup{Secret: strings.Join(groups, " "), URL: u.String(), Sealed: sealed}
}

// SameSetup is the setup that a refused form has carried, to be shown again; a fault (gone) when it is too old or not theirs.
func SameSetup(ctx context.Context, r pg.Reader, box *seal.Box, me people.Person, desk, sealed string) (Setup, error) {
	s, err := openSetup(ctx, r, box, me.ID, sealed)
	if err != nil {
		return Setup{}, err
	}
	return s.shown(me, desk, sealed), nil
}

func openSetup(ctx context.Context, r pg.Reader, box *seal.Box, person people.ID, sealed string) (sealedSetup, error) {
	var s sealedSetup
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return s, fault.Gone("factor.fault.setup_over")
	}
	text, err := box.Open(raw, setupOf(person))
	if err != nil {
		return s, fault.Gone("factor.fault.setup_over")
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("read a setup: %w", err)
	}
	now, err := Clock(ctx, r)
	if err != nil {
		return s, err
	}
	if now.After(s.Ends) {
		return s, fault.Gone("factor.fault.setup_over")
	}
	return s, nil
}

// NewCode is what the form sends that sets up a code app.
type NewCode struct {
	Sealed, Name, Code string
	Longest            int // of the name
	Recovery           Recoveries
	Network            string
}

// AddCode adds a code app to somebody's own factors once they have shown a code of it. With their first factor they get
// recovery codes: it reports whether those of the form are theirs now.
func AddCode(ctx context.Context, tx *pg.Tx, box *seal.Box, by people.Actor, n NewCode) (bool, error) {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return false, err
	}
	setup, err := openSetup(ctx, tx, box, by.ID, n.Sealed)
	if err != nil {
		return false, err
	}
	if err := room(ctx, tx, by.ID, n.Name, n.Longest); err != nil {
		return false, err
	}
	now, err := Clock(ctx, tx)
	if err != nil {
		return false, err
	}
	step, ok := match(setup.Secret, n.Code, now, 0)
	if !ok {
		return false, fault.Invalid("factor.fault.first_code").On("code")
	}
	sealed, err := box.Seal([]byte(setup.Secret), codeOf(by.ID))
	if err != nil {
		return false, err
	}
	const q = `insert into factors (person_id, kind, name, setup_key, sealed, last_step) values (@person, 'code', @name, @key, @sealed, @step)`
	key := sha256.Sum256(setup.Key)
	_, err = tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"person": by.ID, "name": field.Line(n.Name), "key": key[:], "sealed": sealed, "step": step,
	})
	if pg.Constraint(err) == "factors_setup_key" {
		return false, fault.Conflict("factor.fault.added")
	}
	if err != nil {
		return false, fmt.Errorf("add a code app: %w", err)
	}
	return added(ctx, tx, by, Code, n.Name, n.Network, n.Recovery)
}

// added notes a new factor, and gives recovery codes to whoever had no factor before.
func added(ctx context.Context, tx *pg.Tx, by people.Actor, kind Kind, name, network string, codes Recoveries) (bool, error) {
	err := audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditAdded, Person: int64(by.ID), Object: string(kind), Became: field.Line(name), Network: network})
	if err != nil {
		return false, err
	}
	var has bool
	if err := tx.QueryRow(ctx, `select exists (select from recovery_codes where person_id = $1)`, by.ID).Scan(&has); err != nil || has {
		return false, err
	}
	if len(codes.Codes) == 0 { // they had some when the page asked
		return false, fault.Conflict("factor.fault.changed")
	}
	return true, codes.keep(ctx, tx, by, network)
}

// match finds the half-minute whose code this is: that of at, one before or one after, and later than the last that was taken.
func match(secret, code string, at time.Time, last int64) (step int64, ok bool) {
	code = strings.Join(strings.Fields(code), "")
	now := at.Unix() / period
	for step := now - around; step <= now+around; step++ {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*period, 0), totp.ValidateOpts{
			Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > last {
			return step, true
		}
	}
	return 0, false
}

// takeCode takes a code of one of somebody's apps, once: it and those before it are refused from now on.
func takeCode(ctx context.Context, tx *pg.Tx, box *seal.Box, person people.ID, code string) (bool, error) {
	const q = `select id, sealed, last_step from factors where person_id = $1 and kind = 'code' order by id for update`
	rows, err := tx.Query(ctx, q, person)
	if err != nil {
		return false, err
	}
	apps, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		ID       ID
		Sealed   []byte
		LastStep int64
	}])
	if err != nil {
		return false, err
	}
	now, err := Clock(ctx, tx)
	if err != nil {
		return false, err
	}
	for _, app := range apps {
		secret, err := box.Open(app.Sealed, codeOf(person))
		if err != nil {
			return false, fmt.Errorf("open factor %d: %w", app.ID, err)
		}
		if step, ok := match(string(secret), code, now, app.LastStep); ok {
			_, err := tx.Exec(ctx, `update factors set last_step = $2, used_at = clock_timestamp() where id = $1`, app.ID, step)
			return true, err
		}
	}
	return false, nil
}

// Clock is the real time, by the database's clock: code apps know no other.
func Clock(ctx context.Context, r pg.Reader) (now time.Time, err error) {
	err = r.QueryRow(ctx, `select clock_timestamp()`).Scan(&now)
	return now, err
}

// CheckKeys is an error unless every secret in the database can be opened with the keys that are here, and seals anew what
// was sealed with an older one of them.
func CheckKeys(ctx context.Context, db *pg.DB, box *seal.Box) error {
	return db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		rows, err := tx.Query(ctx, `select id, person_id, sealed from factors where kind = 'code' order by id for update`)
		if err != nil {
			return err
		}
		apps, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
			ID       ID
			PersonID people.ID
			Sealed   []byte
		}])
		if err != nil {
			return err
		}
		for _, app := range apps {
			secret, err := box.Open(app.Sealed, codeOf(app.PersonID))
			if errors.Is(err, seal.ErrOtherKey) {
				return ErrOtherKey
			}
			if err != nil {
				return fmt.Errorf("open factor %d: %w", app.ID, err)
			}
			if box.IsNewest(app.Sealed) {
				continue
			}
			anew, err := box.Seal(secret, codeOf(app.PersonID))
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `update factors set sealed = $2 where id = $1`, app.ID, anew); err != nil {
				return err
			}
		}
		return nil
	})
}

// ErrOtherKey says that this process was given another secret key than the one that the database's secrets were sealed with.
var ErrOtherKey = errors.New("the secrets in this database were sealed with another key: give KEPT_SECRET_KEY the one that was used before " +
	"(without it Kept keeps its key in the file secret.key of its data directory)")
