package ticket

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/pg"
)

// While very many questions come at once, each form carries a challenge that its browser solves in the background: a
// number that makes a hash begin with zeros. One takes about a second on a phone, which a person does not notice; ten thousand take
// hours, which a robot does.
const (
	ProofBits     = 15 // how many zeros: some 33,000 tries
	proofLife     = 2 * time.Hour
	longestProof  = 20
	burstMeasured = time.Minute
)

// InBurst reports whether more questions than most came to this desk within the last minute; 0: that is never asked.
func InBurst(ctx context.Context, r pg.Reader, now time.Time, most int) (bool, error) {
	if most <= 0 {
		return false, nil
	}
	const q = `select (select count(*) from tickets where opened_at > $1) + (select count(*) from suspended where came_at > $1)`
	var n int
	err := r.QueryRow(ctx, q, now.Add(-burstMeasured)).Scan(&n)
	return n >= most, wrap("count the questions of the last minute", err)
}

// Challenge is what the form with that key is to solve.
func Challenge(ctx context.Context, r pg.Reader, key string, now time.Time) (string, error) {
	stamp := strconv.FormatInt(now.Unix(), 10)
	seal, err := seal(ctx, r, stamp, key)
	return stamp + "." + seal, err
}

// IsProven reports whether a proof solves a challenge of ours that was made for that key not long ago.
func IsProven(ctx context.Context, r pg.Reader, key, challenge, proof string, now time.Time) (bool, error) {
	stamp, sealed, found := strings.Cut(challenge, ".")
	at, err := strconv.ParseInt(stamp, 10, 64)
	if !found || err != nil || proof == "" || len(proof) > longestProof {
		return false, nil
	}
	if age := now.Sub(time.Unix(at, 0)); age < -time.Minute || age > proofLife {
		return false, nil
	}
	ours, err := seal(ctx, r, stamp, key)
	if err != nil || !hmac.Equal([]byte(sealed), []byte(ours)) {
		return false, err
	}
	return zeros(sha256.Sum256([]byte(challenge+":"+proof))) >= ProofBits, nil
}

func seal(ctx context.Context, r pg.Reader, stamp, key string) (string, error) {
	var secret string
	if err := r.QueryRow(ctx, `select secret from form_secret`).Scan(&secret); err != nil {
		return "", wrap("read the forms' secret", err)
	}
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(stamp + "\x00" + key))
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// zeros is with how many zeros a hash begins.
func zeros(hash [sha256.Size]byte) int {
	n := 0
	for _, b := range hash {
		n += bits.LeadingZeros8(b)
		if b != 0 {
			break
		}
	}
	return n
}
