package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Head is an entry with its hash in the chain, as it is written down elsewhere: it vouches for all before it.
type Head struct {
	Entry int64
	Hash  string // hexadecimal
}

// String is the form in which a head is written down, "41:9f3c…"; empty when there is none.
func (h Head) String() string {
	if h.Entry == 0 {
		return ""
	}
	return strconv.FormatInt(h.Entry, 10) + ":" + h.Hash
}

var written = regexp.MustCompile(`\b(\d{1,18}):([0-9a-f]{64})\b`)

// Heads are those that stand anywhere in a text, such as a log.
func Heads(text []byte) []Head {
	var all []Head
	for _, m := range written.FindAllSubmatch(text, -1) {
		if id, err := strconv.ParseInt(string(m[1]), 10, 64); err == nil && id > 0 {
			all = append(all, Head{Entry: id, Hash: string(m[2])})
		}
	}
	return all
}

// Newest is the chain's head; the zero head of an audit in which nothing stands yet.
func Newest(ctx context.Context, r pg.Reader) (Head, error) {
	const q = `select entry_id, encode(hash, 'hex') as hash from audit_chain order by position desc limit 1`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return Head{}, fmt.Errorf("read the audit's head: %w", err)
	}
	heads, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Head])
	if err != nil || len(heads) == 0 {
		return Head{}, err
	}
	return heads[0], nil
}

// Verdict is what a walk along the chain found.
type Verdict struct {
	Entries int64 // that hold, from the first on
	Head    Head  // the last that holds
	Broken  int64 // the first entry that does not hold; 0: all do
	Why     string
}

// link is an entry with its place in the chain, as the database gives it.
type link struct {
	Position      int64
	EntryID       int64
	TextsDigest   []byte
	NetworkDigest []byte
	Previous      []byte
	Hash          []byte
	There         bool
	At            *int64 // microseconds since 1970
	Actor         *int64
	Kind          *string
	Person        *int64
	Texts         []string // object, was, became
	Network       *string
	Salt          []byte
	NetworkSalt   []byte
	EmptiedBy     *int64
	EmptiedRight  bool // by an entry that tells of the emptying of this one
}

// pageOfLinks is how many links are read at a time.
const pageOfLinks = 1000

// Verify walks the whole chain, in pages, and stops at the first entry that does not hold. Heads that were written
// down elsewhere must be found in it: without them nobody can tell a chain from its own beginning.
func Verify(ctx context.Context, r pg.Reader, heads ...Head) (Verdict, error) {
	w := &walk{last: make([]byte, sha256.Size), heads: heads, met: map[Head]bool{}}
	for {
		links, err := readLinks(ctx, r, w.position)
		if err != nil {
			return Verdict{}, err
		}
		for _, l := range links {
			if why := w.step(l); why != "" {
				w.Broken, w.Why = l.EntryID, why
				return w.Verdict, nil
			}
		}
		if len(links) < pageOfLinks {
			break
		}
	}
	for _, h := range heads {
		if !w.met[h] {
			w.Broken, w.Why = h.Entry, "it was the head when that was written down, and is not in the chain as it was then: entries were removed, or all after a change were hashed anew"
			return w.Verdict, nil
		}
	}
	return w.Verdict, w.findLoose(ctx, r)
}

func readLinks(ctx context.Context, r pg.Reader, after int64) ([]link, error) {
	const q = `
		select c.position, c.entry_id, c.texts_digest, c.network_digest, c.previous, c.hash, a.id is not null as there,
			(extract(epoch from a.at) * 1000000)::bigint as at, a.actor_id as actor, a.kind, a.person_id as person,
			case when a.id is not null then array[a.object, a.was, a.became] end as texts, a.network, a.salt, a.network_salt, a.emptied_by,
			coalesce(e.kind = 'audit.emptied' and (e.person_id = a.person_id or e.person_id = a.actor_id and a.salt is not null), false) as emptied_right
		from audit_chain c left join audit a on a.id = c.entry_id left join audit e on e.id = a.emptied_by
		where c.position > $1 order by c.position limit $2`
	rows, err := r.Query(ctx, q, after, pageOfLinks)
	if err != nil {
		return nil, fmt.Errorf("read the audit's chain: %w", err)
	}
	links, err := pgx.CollectRows(rows, pgx.RowToStructByName[link])
	if err != nil {
		return nil, fmt.Errorf("read the audit's chain: %w", err)
	}
	return links, nil
}

// walk is how far a verification has come.
type walk struct {
	Verdict
	position int64
	last     []byte // the hash of the link before
	heads    []Head
	met      map[Head]bool
}

// step looks at the next link and says why it does not hold, or nothing.
func (w *walk) step(l link) string {
	switch {
	case l.Position != w.position+1:
		return fmt.Sprintf("place %d of the chain is missing before it", w.position+1)
	case !l.There:
		return "it was removed"
	case !bytes.Equal(l.Previous, w.last):
		return "it does not follow the entry before it: one of them was moved or changed"
	case !bytes.Equal(l.Hash, l.sum()):
		return "when, by whom, what or about whom was changed, or it was moved"
	case !l.textsHold():
		return "its texts were changed"
	case !l.networkHolds():
		return "the network in it was changed"
	case l.EmptiedBy != nil && !l.EmptiedRight:
		return "its texts were emptied, and no entry tells of that"
	}
	w.position, w.last = l.Position, l.Hash
	w.Entries++
	w.Head = Head{Entry: l.EntryID, Hash: hex.EncodeToString(l.Hash)}
	w.met[w.Head] = true
	return ""
}

// findLoose finds an entry that stands outside of the chain: written while the chaining was switched off, or left when
// the end of the chain was removed.
func (w *walk) findLoose(ctx context.Context, r pg.Reader) error {
	const q = `select coalesce(min(a.id), 0) from audit a where not exists (select from audit_chain c where c.entry_id = a.id)`
	if err := r.QueryRow(ctx, q).Scan(&w.Broken); err != nil {
		return fmt.Errorf("look for loose entries of the audit: %w", err)
	}
	if w.Broken != 0 {
		w.Why = "it is not in the chain"
	}
	return nil
}

// sum is the hash that the link must have; the database makes it in the function chain_audit.
func (l link) sum() []byte {
	parts := []string{
		strconv.FormatInt(l.Position, 10), strconv.FormatInt(l.EntryID, 10), strconv.FormatInt(*l.At, 10), number(l.Actor),
		*l.Kind, number(l.Person), hex.EncodeToString(l.TextsDigest), hex.EncodeToString(l.NetworkDigest),
	}
	return digest(l.Previous, parts...)
}

func (l link) textsHold() bool {
	if l.Salt == nil {
		return l.EmptiedBy != nil && l.Texts[0]+l.Texts[1]+l.Texts[2] == ""
	}
	return bytes.Equal(l.TextsDigest, digest(l.Salt, l.Texts...))
}

func (l link) networkHolds() bool {
	if l.NetworkSalt == nil {
		return l.EmptiedBy != nil && *l.Network == ""
	}
	return bytes.Equal(l.NetworkDigest, digest(l.NetworkSalt, *l.Network))
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// digest is the SHA-256 of what stands before and the parts, each behind its length in bytes.
func digest(before []byte, parts ...string) []byte {
	h := sha256.New()
	h.Write(before)
	for i, p := range parts {
		if i > 0 {
			h.Write([]byte{','})
		}
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return h.Sum(nil)
}
