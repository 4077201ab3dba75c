package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"

	"github.com/kepthq/kept/internal/fault"
)

// How long a password may be, in characters (NIST SP 800-63B, 5.1.1.2; ASVS 6.2.1 and 6.2.9).
const (
	PasswordMin = 8
	PasswordMax = 128
)

// The cost of argon2id: the least that OWASP's Password Storage Cheat Sheet recommends, about 20 ms.
const (
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonThreads = 1
	argonKey     = 32 // bytes
	argonSalt    = 16 // bytes
)

// kitchen lets two hashes be made at a time: each takes 19 MiB, and whoever floods the sign-in page must not take
// all memory.
var kitchen = semaphore.NewWeighted(2)

//go:embed common.txt
var commonList string

// commonestList are the ten thousand commonest passwords of published leaks and more, those of four letters and more
// (their origin: commonest.LICENSE.txt).
//
//go:embed commonest.txt
var commonestList string

// common are passwords that anybody would guess first, in lower case.
var common = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(commonList + commonestList) {
		if word := strings.TrimSpace(line); word != "" && !strings.HasPrefix(word, "# ") {
			all[word] = true
		}
	}
	return all
})

// CheckPassword says what is wrong with a new password. Words of its context, such as the person's name or the
// company's, are no passwords either, and neither are they with a few digits or signs around them.
func CheckPassword(on, password string, context ...string) *fault.Error {
	length := utf8.RuneCountInString(normal(password))
	switch {
	case password == "":
		return fault.Invalid("fault.required").On(on)
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return fault.Invalid("fault.not_text").On(on)
	case length < PasswordMin:
		return fault.Invalid("fault.password_short").On(on).Max(PasswordMin)
	case isTooLong(password):
		return fault.Invalid("fault.too_long").On(on).Max(PasswordMax)
	case isGuessed(password, context):
		return fault.Invalid("fault.password_common").On(on)
	}
	return nil
}

// normal is a password as it is kept and compared: a letter and its accent are one sign, however a keyboard puts them together
// (NIST SP 800-63B, 5.1.1.2).
func normal(password string) string { return norm.NFKC.String(password) }

// isTooLong reports whether a password has more characters than one may have.
func isTooLong(password string) bool {
	return len(password) > 16*PasswordMax || utf8.RuneCountInString(normal(password)) > PasswordMax
}

func isGuessed(password string, context []string) bool {
	lower := strings.ToLower(strings.TrimSpace(normal(password)))
	core := strings.Trim(lower, "0123456789!?.,-_#*+ ")
	if common()[lower] || common()[core] || isRepeated(lower) {
		return true
	}
	for _, words := range append(context, "kept", "helpdesk") {
		local, _, _ := strings.Cut(strings.ToLower(words), "@")
		for _, word := range append(strings.Fields(local), strings.Join(strings.Fields(local), ""), strings.ToLower(words)) {
			if utf8.RuneCountInString(word) > 2 && (core == word || lower == word) {
				return true
			}
		}
	}
	return false
}

// isRepeated reports whether a text is one or two characters again and again.
func isRepeated(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) <= 2
}

// HashPassword makes of a password what table people keeps: argon2id in its standard text form. It takes about
// 20 ms and its turn, so it is called outside of a unit of work.
func HashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	rand.Read(salt) // never fails: the runtime ends the program instead
	key, err := cook(ctx, password, salt, argonTime, argonMemory, argonThreads)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, argonMemory, argonTime, argonThreads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

func cook(ctx context.Context, password string, salt []byte, time, memory uint32, threads uint8) ([]byte, error) {
	if err := kitchen.Acquire(ctx, 1); err != nil {
		return nil, fmt.Errorf("wait to hash a password: %w", err)
	}
	defer kitchen.Release(1)
	return argon2.IDKey([]byte(normal(password)), salt, time, memory, threads, argonKey), nil
}

// matches reports whether a password is the one behind a hash. It takes as long for a wrong one.
func matches(ctx context.Context, password, hash string) (bool, error) {
	var version int
	var memory, time uint32
	var threads uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errors.New("a stored password is no argon2id hash")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, errors.New("a stored password is of another version of argon2id")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return false, fmt.Errorf("the cost of a stored password: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("the salt of a stored password: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("a stored password: %w", err)
	}
	got, err := cook(ctx, password, salt, time, memory, threads)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
