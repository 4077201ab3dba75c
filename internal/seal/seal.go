// Package seal keeps secrets that must lie in the database and be read again, such as those of code apps: XChaCha20-Poly1305
// with a key that lies elsewhere. A sealed text names its key, so that keys can be changed. It knows no database.
package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// KeyBytes is how long a key is.
const KeyBytes = chacha20poly1305.KeySize

// idBytes is how long the name of a key is, in front of everything that it seals.
const idBytes = 8

// ErrOtherKey says that a text was sealed with a key that is not here.
var ErrOtherKey = errors.New("sealed with another secret key")

// errSpoilt does not say why: nobody but an operator sees it, and there is nothing to be done about it.
var errSpoilt = errors.New("a sealed secret was changed, or is another record's")

type key struct {
	id     [idBytes]byte
	secret []byte
}

// Box seals with its first key and opens with any of its keys. The nil Box has none.
type Box struct{ keys []key }

// Parse makes a box of keys as an operator writes them: 32 bytes in base64, several with commas between them, the one
// that seals first.
func Parse(text string) (*Box, error) {
	b := &Box{}
	for word := range strings.SplitSeq(text, ",") {
		secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(word))
		if err != nil || len(secret) != KeyBytes {
			// The key itself is never shown.
			return nil, fmt.Errorf("a secret key must be %d random bytes in base64, as `head -c 32 /dev/urandom | base64` makes them", KeyBytes)
		}
		b.keys = append(b.keys, key{id: name(secret), secret: secret})
	}
	return b, nil
}

// Random is a box whose key ends with it.
func Random() *Box {
	secret := make([]byte, KeyBytes)
	rand.Read(secret) // never fails: the runtime ends the program instead
	return &Box{keys: []key{{id: name(secret), secret: secret}}}
}

// File reads the key that lies in a file, and makes it, for its owner's eyes only, where there is none. Two who begin at
// once get the same one.
func File(path string) (*Box, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if err := makeOnce(path); err != nil {
			return nil, fmt.Errorf("make a secret key: %w", err)
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the secret key: %w", err)
	}
	b, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// makeOnce writes a whole file beside its place and links it there, which only the first of several can.
func makeOnce(path string) error {
	secret := make([]byte, KeyBytes)
	rand.Read(secret) // never fails: the runtime ends the program instead
	f, err := os.CreateTemp(filepath.Dir(path), "secret-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(secret) + "\n") // CreateTemp makes it 0600
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		if err = os.Link(f.Name(), path); errors.Is(err, os.ErrExist) {
			err = nil
		}
	}
	return errors.Join(err, os.Remove(f.Name()))
}

// name is what a key is called: nothing can be learned of the key from it.
func name(secret []byte) (id [idBytes]byte) {
	sum := sha256.Sum256(append([]byte("the name of a secret key of Kept: "), secret...))
	copy(id[:], sum[:])
	return id
}

// Seal seals a text. about says whose it is: it opens for nothing else, so that nobody can put one record's secret into
// another.
func (b *Box) Seal(text []byte, about string) ([]byte, error) {
	if b == nil {
		return nil, errors.New("there is no secret key to seal with")
	}
	k := b.keys[0]
	aead, err := chacha20poly1305.NewX(k.secret)
	if err != nil {
		return nil, err
	}
	out := make([]byte, idBytes+aead.NonceSize(), idBytes+aead.NonceSize()+len(text)+aead.Overhead())
	copy(out, k.id[:])
	nonce := out[idBytes:]
	rand.Read(nonce) // never fails: the runtime ends the program instead
	return aead.Seal(out, nonce, text, []byte(about)), nil
}

// Open opens what was sealed about the same.
func (b *Box) Open(sealed []byte, about string) ([]byte, error) {
	if b == nil || len(sealed) < idBytes+chacha20poly1305.NonceSizeX {
		return nil, errSpoilt
	}
	for _, k := range b.keys {
		if k.id != [idBytes]byte(sealed[:idBytes]) {
			continue
		}
		aead, err := chacha20poly1305.NewX(k.secret)
		if err != nil {
			return nil, err
		}
		rest := sealed[idBytes:]
		text, err := aead.Open(nil, rest[:aead.NonceSize()], rest[aead.NonceSize():], []byte(about))
		if err != nil {
			return nil, errSpoilt
		}
		return text, nil
	}
	return nil, ErrOtherKey
}

// IsNewest reports whether a text was sealed with the key that seals now.
func (b *Box) IsNewest(sealed []byte) bool {
	return b != nil && len(sealed) >= idBytes && b.keys[0].id == [idBytes]byte(sealed[:idBytes])
}

// Has reports whether what was sealed can be opened here, as far as its key goes.
func (b *Box) Has(sealed []byte) bool {
	if b == nil || len(sealed) < idBytes {
		return false
	}
	for _, k := range b.keys {
		if k.id == [idBytes]byte(sealed[:idBytes]) {
			return true
		}
	}
	return false
}
