package factor

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Passkeys asks passkeys of one site. The nil Passkeys is that of a site that can have none.
type Passkeys struct{ library *webauthn.WebAuthn }

// NewPasskeys asks passkeys of the site that visitors reach at an address; nil where that is a number, or unknown: browsers
// know passkeys only of sites with a name.
func NewPasskeys(base *url.URL) (*Passkeys, error) {
	if base == nil {
		return nil, nil
	}
	if _, err := netip.ParseAddr(base.Hostname()); err == nil {
		return nil, nil
	}
	library, err := webauthn.New(&webauthn.Config{
		RPID: base.Hostname(), RPDisplayName: "Kept", RPOrigins: []string{base.Scheme + "://" + base.Host},
		AttestationPreference:  protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationPreferred},
	})
	if err != nil {
		return nil, fmt.Errorf("prepare passkeys: %w", err)
	}
	return &Passkeys{library: library}, nil
}

// holder is a person as the library wants one.
type holder struct {
	person people.Person
	keys   []webauthn.Credential
}

var _ webauthn.User = holder{}

// WebAuthnID is the number by which authenticators know the person.
func (h holder) WebAuthnID() []byte {
	return []byte("kept-person-" + strconv.FormatInt(int64(h.person.ID), 10))
}

// WebAuthnName is shown by the browser where somebody chooses among passkeys.
func (h holder) WebAuthnName() string { return h.person.Address }

// WebAuthnDisplayName is shown beside it.
func (h holder) WebAuthnDisplayName() string { return h.person.Name }

// WebAuthnCredentials are the person's passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func (h holder) descriptors() []protocol.CredentialDescriptor {
	all := make([]protocol.CredentialDescriptor, len(h.keys))
	for i, k := range h.keys {
		all[i] = k.Descriptor()
	}
	return all
}

func holderOf(ctx context.Context, r pg.Reader, person people.ID) (h holder, err error) {
	if h.person, err = people.Get(ctx, r, person); err != nil {
		return h, err
	}
	rows, err := r.Query(ctx, `select id, credential from factors where person_id = $1 and kind = 'passkey' order by id`, person)
	if err != nil {
		return h, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		ID         ID
		Credential []byte
	}])
	if err != nil {
		return h, fmt.Errorf("read the passkeys of person %d: %w", person, err)
	}
	for _, row := range all {
		var key webauthn.Credential
		if err := json.Unmarshal(row.Credential, &key); err != nil {
			return h, fmt.Errorf("read passkey %d: %w", row.ID, err)
		}
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// use is what a challenge is for.
type use string

const (
	toAdd   use = "add"
	toProve use = "prove"
)

// challenge keeps what was asked for one session or half-session; whatever was asked before is forgotten.
func challenge(ctx context.Context, tx *pg.Tx, t people.Token, u use, asked *webauthn.SessionData) error {
	const prune = `delete from passkey_challenges where created_at < clock_timestamp() - interval '5 minutes'`
	const q = `insert into passkey_challenges (holder, use, data) values ($1, $2, $3)
		on conflict (holder, use) do update set data = excluded.data, created_at = clock_timestamp()`
	data, err := json.Marshal(asked)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(prune)
	batch.Queue(q, hash(t), u, data)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep what a passkey is asked: %w", err)
	}
	return nil
}

// asked is what was asked last, once: it is gone after this, whatever the answer is worth.
func asked(ctx context.Context, tx *pg.Tx, t people.Token, u use) (webauthn.SessionData, error) {
	const q = `delete from passkey_challenges where holder = $1 and use = $2 returning data, created_at > clock_timestamp() - interval '5 minutes'`
	var data []byte
	var isYoung bool
	var s webauthn.SessionData
	err := tx.QueryRow(ctx, q, hash(t), u).Scan(&data, &isYoung)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !isYoung {
		return s, errNoAnswer
	}
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(data, &s)
}

// errNoAnswer is all that somebody is told of a passkey's answer that is worth nothing.
var errNoAnswer = fault.Invalid("factor.fault.passkey").On("credential")

// AskToAdd asks the actor's browser for a new passkey: what it answers is what the browser's script is handed.
func (k *Passkeys) AskToAdd(ctx context.Context, tx *pg.Tx, by people.Actor, session people.Token) (*protocol.CredentialCreation, error) {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return nil, err
	}
	if k == nil {
		return nil, fault.NotFound()
	}
	h, err := holderOf(ctx, tx, by.ID)
	if err != nil {
		return nil, err
	}
	ask, data, err := k.library.BeginRegistration(h, webauthn.WithExclusions(h.descriptors()))
	if err != nil {
		return nil, fmt.Errorf("ask for a new passkey: %w", err)
	}
	return ask, challenge(ctx, tx, session, toAdd, data)
}

// NewPasskey is what the form sends that adds a passkey.
type NewPasskey struct {
	Name, Credential string // the browser's answer, as JSON
	Longest          int    // of the name
	Session          people.Token
	Recovery         Recoveries
	Network          string
}

// Add adds a passkey to the actor's own factors. With their first factor they get recovery codes: it reports whether those
// of the form are theirs now.
func (k *Passkeys) Add(ctx context.Context, tx *pg.Tx, by people.Actor, n NewPasskey) (bool, error) {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return false, err
	}
	if k == nil {
		return false, fault.NotFound()
	}
	if err := room(ctx, tx, by.ID, n.Name, n.Longest); err != nil {
		return false, err
	}
	data, err := asked(ctx, tx, n.Session, toAdd)
	if err != nil {
		return false, err
	}
	h, err := holderOf(ctx, tx, by.ID)
	if err != nil {
		return false, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(n.Credential))
	if err != nil {
		return false, errNoAnswer
	}
	key, err := k.library.CreateCredential(h, data, parsed)
	if err != nil {
		return false, errNoAnswer
	}
	stored, err := json.Marshal(key)
	if err != nil {
		return false, err
	}
	const q = `insert into factors (person_id, kind, name, setup_key, credential_id, credential) values (@person, 'passkey', @name, @key, @id, @credential)`
	setup := sha256.Sum256([]byte(data.Challenge))
	_, err = tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"person": by.ID, "name": field.Line(n.Name), "key": setup[:], "id": key.ID, "credential": stored,
	})
	switch pg.Constraint(err) {
	case "factors_credential_id_key", "factors_setup_key":
		return false, fault.Conflict("factor.fault.added")
	}
	if err != nil {
		return false, fmt.Errorf("add a passkey: %w", err)
	}
	return added(ctx, tx, by, Passkey, n.Name, n.Network, n.Recovery)
}

// AskToProve asks somebody's browser for one of their passkeys, for a session or half-session.
func (k *Passkeys) AskToProve(ctx context.Context, tx *pg.Tx, person people.ID, t people.Token) (*protocol.CredentialAssertion, error) {
	if k == nil {
		return nil, fault.NotFound()
	}
	h, err := holderOf(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	if len(h.keys) == 0 {
		return nil, fault.NotFound()
	}
	ask, data, err := k.library.BeginLogin(h)
	if err != nil {
		return nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	return ask, challenge(ctx, tx, t, toProve, data)
}

// Take takes a passkey's answer to what was asked last, once. One that was copied, as its counter shows, is worth nothing.
func (k *Passkeys) Take(ctx context.Context, tx *pg.Tx, person people.ID, t people.Token, answer string) error {
	if k == nil {
		return errNoAnswer
	}
	if err := alone(ctx, tx, person); err != nil {
		return err
	}
	data, err := asked(ctx, tx, t, toProve)
	if err != nil {
		return err
	}
	h, err := holderOf(ctx, tx, person)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return errNoAnswer
	}
	key, err := k.library.ValidateLogin(h, data, parsed)
	if err != nil || key.Authenticator.CloneWarning {
		return errNoAnswer
	}
	stored, err := json.Marshal(key)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update factors set credential = $3, used_at = clock_timestamp() where person_id = $1 and credential_id = $2`, person, key.ID, stored)
	return err
}
