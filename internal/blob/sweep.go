package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"
)

// atOnce is how many keys are asked about at a time.
const atOnce = 5000

// Sweep removes the contents that nobody has stored for longer than age and that are not in use: used is given some
// keys and returns those among them that must stay. It returns how many contents it removed. An age must be much
// longer than the time between storing a content and naming its key somewhere.
//
// It may be broken off at any point, and several processes may sweep and store at once: a content that is stored
// again, even while it is being swept, stays.
func (d *Disk) Sweep(ctx context.Context, age time.Duration, used func(ctx context.Context, keys []string) ([]string, error)) (int, error) {
	now, err := d.probe()
	if err != nil {
		return 0, err
	}
	before, removed := now.Add(-age), 0
	var old []string
	ask := func() error {
		n, err := d.sweepKeys(ctx, old, before, used)
		removed, old = removed+n, old[:0]
		return err
	}
	err = fs.WalkDir(d.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return unlessGone(err)
		case entry.IsDir() && name == tmp:
			return fs.SkipDir
		case !entry.Type().IsRegular() || !validKey(entry.Name()) || place(entry.Name()) != name:
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return unlessGone(err)
		}
		if info.ModTime().Before(before) {
			old = append(old, entry.Name())
		}
		if len(old) < atOnce {
			return nil
		}
		return ask()
	})
	if err == nil && len(old) > 0 {
		err = ask()
	}
	if err != nil {
		return removed, fmt.Errorf("sweep contents: %w", err)
	}
	return removed, nil
}

// Remove is Sweep for the contents of some keys alone.
func (d *Disk) Remove(ctx context.Context, keys []string, age time.Duration, used func(ctx context.Context, keys []string) ([]string, error)) (int, error) {
	now, err := d.probe()
	if err != nil {
		return 0, err
	}
	known := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return !validKey(key) })
	n, err := d.sweepKeys(ctx, known, now.Add(-age), used)
	if err != nil {
		return n, fmt.Errorf("remove contents: %w", err)
	}
	return n, nil
}

func (d *Disk) sweepKeys(ctx context.Context, keys []string, before time.Time, used func(context.Context, []string) ([]string, error)) (int, error) {
	stay, err := used(ctx, keys)
	if err != nil {
		return 0, err
	}
	stays := make(map[string]bool, len(stay))
	for _, key := range stay {
		stays[key] = true
	}
	removed := 0
	for _, key := range keys {
		if stays[key] {
			continue
		}
		if err := ctx.Err(); err != nil {
			return removed, err
		}
		gone, err := d.removeOld(key, before)
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}

// removeOld removes a content, unless it was stored again since somebody asked whether it is used. Nobody can store
// it between the look at its date and its end.
func (d *Disk) removeOld(key string, before time.Time) (gone bool, err error) {
	err = d.locked(syscall.LOCK_EX, func() error {
		info, err := d.root.Stat(place(key))
		if err != nil || !info.ModTime().Before(before) {
			return unlessGone(err)
		}
		if err := d.root.Remove(place(key)); err != nil {
			return unlessGone(err)
		}
		gone = true
		return nil
	})
	return gone, err
}

// locked runs f under a lock that all processes of this directory know: many may store at once (syscall.LOCK_SH), and one
// alone may remove (syscall.LOCK_EX). The kernel lets go of it when a process ends, however it ends.
func (d *Disk) locked(how int, f func() error) (err error) {
	dir, err := d.root.Open(tmp)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }() // and the lock is free
	for {
		err := syscall.Flock(int(dir.Fd()), how)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return &os.PathError{Op: "lock", Path: tmp, Err: err}
		}
		return f()
	}
}

// unlessGone forgives that another process has removed a file first.
func unlessGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
