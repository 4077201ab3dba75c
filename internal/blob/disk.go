// Package blob keeps the bytes of attachments, each content once, under the hash of what it holds. It must never know
// who may read them, what they are called, or that there are tickets: rows name a key, and the rooms guard the rows.
package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"
)

// What can go wrong besides the disk itself.
var (
	ErrTooLarge = errors.New("content is larger than allowed")
	ErrNotFound = errors.New("no such content")
	ErrFull     = errors.New("no room left for contents")
)

const (
	tmp       = "tmp"     // half-written contents, and nothing else
	abandoned = time.Hour // no upload is silent for so long
)

// Ref names a stored content.
type Ref struct {
	Key  string // SHA-256 of the content, 64 lower-case hexadecimal digits
	Size int64  // bytes
}

// Disk keeps contents below one directory as xx/yy/<key>, where xx and yy are the key's first digits. A content is
// there whole and for good (a power cut included) or not at all. It is safe for concurrent use, by several processes too.
type Disk struct{ root *os.Root }

// Open uses dir, which it creates for this user alone if it is not there, and removes what uploads cut off more than
// an hour ago have left. Whoever opens closes.
func Open(dir string) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("blob directory: %w", explain(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blob directory: %w", explain(err))
	}
	d := &Disk{root: root}
	if err := d.root.MkdirAll(tmp, 0o700); err != nil {
		return nil, errors.Join(fmt.Errorf("blob directory: %w", explain(err)), d.Close())
	}
	if err := d.tidy(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close releases the directory; contents that are being read stay readable.
func (d *Disk) Close() error { return d.root.Close() }

// Put stores what r gives, at most limit bytes of it: beyond that [ErrTooLarge], and nothing is kept. The same content
// again gives the same Ref and takes no room. A full disk is [ErrFull]; an error of r is wrapped.
func (d *Disk) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	draft, err := d.Take(ctx, r, limit)
	if err != nil {
		return Ref{}, err
	}
	if err := draft.Keep(); err != nil {
		return Ref{}, err
	}
	return draft.Ref, nil
}

// Draft is a content that is wholly there, but not kept yet: whoever takes it calls Keep or Drop.
type Draft struct {
	Ref  Ref
	disk *Disk
	name string
}

// Take is Put without keeping, for contents that are kept together or not at all.
func (d *Disk) Take(ctx context.Context, r io.Reader, limit int64) (*Draft, error) {
	name := path.Join(tmp, rand.Text())
	file, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store content: %w", explain(err))
	}
	draft := &Draft{disk: d, name: name}
	if draft.Ref, err = write(file, &bounded{ctx: ctx, r: r, left: limit}); err != nil {
		return nil, errors.Join(fmt.Errorf("store content: %w", explain(err)), draft.Drop())
	}
	return draft, nil
}

// Keep keeps the content for good. If it fails, the draft is dropped.
func (f *Draft) Keep() error {
	if err := f.disk.settle(f.name, f.Ref.Key); err != nil {
		return errors.Join(fmt.Errorf("store content: %w", explain(err)), f.Drop())
	}
	return nil
}

// Drop forgets the content, unless it was kept.
func (f *Draft) Drop() error {
	err := f.disk.root.Remove(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it has got its final name
	}
	return err
}

// Open gives the content of key, which the caller closes, and its size in bytes. A key that is not there, or is none,
// is [ErrNotFound].
func (d *Disk) Open(ctx context.Context, key string) (io.ReadSeekCloser, int64, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	if !validKey(key) {
		return nil, 0, ErrNotFound
	}
	file, err := d.root.Open(place(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open content: %w", explain(err))
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("open content: %w", err), file.Close())
	}
	return file, info.Size(), nil
}

// Writable tells whether contents can be stored: it writes a small file and removes it.
func (d *Disk) Writable() error {
	_, err := d.probe()
	return err
}

// probe writes and removes a small file, and gives the instant at which it was written.
func (d *Disk) probe() (_ time.Time, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("blob directory is not writable: %w", explain(err))
		}
	}()
	name := path.Join(tmp, rand.Text())
	if err := d.root.WriteFile(name, make([]byte, 4096), 0o600); err != nil {
		gone := d.root.Remove(name)
		if errors.Is(gone, fs.ErrNotExist) {
			gone = nil
		}
		return time.Time{}, errors.Join(err, gone)
	}
	info, err := d.root.Stat(name)
	return modified(info), errors.Join(err, d.root.Remove(name))
}

// tidy removes half-written contents that nobody writes any more. The file system's own clock decides, since it
// dated them.
func (d *Disk) tidy() error {
	now, err := d.probe()
	if err != nil {
		return err
	}
	entries, err := fs.ReadDir(d.root.FS(), tmp)
	if err != nil {
		return fmt.Errorf("tidy half-written contents: %w", err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && now.Sub(info.ModTime()) > abandoned {
			err = d.root.Remove(path.Join(tmp, entry.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another process sweeps or stores at the same time
			return fmt.Errorf("tidy half-written contents: %w", err)
		}
	}
	return nil
}

// settle gives a wholly written file its final name, so that a power cut cannot take it back. The same content may
// be there already: then this one, just verified, takes its place, and its date.
func (d *Disk) settle(name, key string) error {
	final := place(key)
	folder := path.Dir(final)
	if err := d.root.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := d.locked(syscall.LOCK_SH, func() error { return d.root.Rename(name, final) }); err != nil {
		return err
	}
	for _, dir := range []string{folder, path.Dir(folder), "."} {
		if err := d.sync(dir); err != nil {
			return err
		}
	}
	return nil
}

// sync makes the names in a directory outlast a power cut.
func (d *Disk) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// write copies r into file, until it is safely on the disk, and closes it.
func write(file *os.File, r io.Reader) (Ref, error) {
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, sum), r)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return Ref{}, err
	}
	return Ref{Key: hex.EncodeToString(sum.Sum(nil)), Size: size}, nil
}

// bounded reads r until its context ends or more than left bytes came.
type bounded struct {
	ctx  context.Context
	r    io.Reader
	left int64
}

// Read reads from r, and fails with ErrTooLarge at the first byte too many.
func (b *bounded) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, ErrTooLarge
	}
	return n, err
}

// place is where the content of a valid key lies.
func place(key string) string { return path.Join(key[:2], key[2:4], key) }

func validKey(key string) bool {
	for _, digit := range []byte(key) {
		if (digit < '0' || digit > '9') && (digit < 'a' || digit > 'f') {
			return false
		}
	}
	return len(key) == hex.EncodedLen(sha256.Size)
}

// modified is when the file was last written; info is nil when that could not be found out.
func modified(info fs.FileInfo) time.Time {
	if info == nil {
		return time.Time{}
	}
	return info.ModTime()
}

// explain says ErrFull for the ways in which a disk, or somebody's share of it, is full.
func explain(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}
