//go:build unix

package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user as whom the server runs.
type account struct {
	uid, gid uint32
	other    bool // another one than we: the server refuses to run as root
}

// chooseAccount is ourselves, unless we are root: then the owner of an existing cluster, else the user postgres, else nobody.
func chooseAccount(cluster string) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	info, err := os.Stat(cluster)
	if err == nil {
		uid, gid := owner(info)
		if uid == 0 {
			return account{}, fmt.Errorf("the database's files in %s belong to root, as whom no Postgres runs: give them to the user postgres (chown -R)", cluster)
		}
		return account{uid: uid, gid: gid, other: true}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return account{}, fmt.Errorf("look at the database's files: %w", err)
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue // there may be no such user: the next name
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return account{}, fmt.Errorf("read the number of the user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return account{}, fmt.Errorf("read the group of the user %s: %w", name, err)
		}
		return account{uid: uint32(uid), gid: uint32(gid), other: true}, nil
	}
	return account{}, errors.New("no Postgres runs as root, and there is neither a user postgres nor a user nobody to run it as")
}

// own gives a file to the account.
func (a account) own(path string) error {
	if !a.other {
		return nil
	}
	if err := os.Lchown(path, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give the file to the server's user: %w", err)
	}
	return nil
}

// attributes start a child in a process group of its own (a Ctrl-C at the terminal is ours to pass on, in order), as
// the account, and have the kernel tell it when we die, where the kernel can.
func (a account) attributes(whenWeDie syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.other {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	tellOnDeath(attr, whenWeDie)
	return attr
}

func owner(info fs.FileInfo) (uid, gid uint32) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return stat.Uid, stat.Gid
}
