package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/pg"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Walk the audit's chain, and name the first entry that was changed, moved or removed."`
}

type auditVerifyCommand struct {
	config.Common
	Head []string `name:"head" placeholder:"FILE|ID:HASH" help:"A head that was written down before, or a file such as a log with any number of them: each must still be in the chain."`
}

// Run walks the whole chain and fails at the first entry that does not hold. It changes nothing.
func (c auditVerifyCommand) Run(ctx context.Context) error {
	heads, err := c.heads()
	if err != nil {
		return err
	}
	d, err := findDatabase(ctx, c.Common, c.Logger())
	if err != nil {
		return err
	}
	defer d.close(c.Logger())
	db, err := pg.Open(ctx, d.url, pg.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	v, err := audit.Verify(ctx, db, heads...)
	if err != nil {
		return err
	}
	if v.Broken != 0 {
		return fmt.Errorf("entry %d of the audit does not hold: %s. %d entries before it hold", v.Broken, v.Why, v.Entries)
	}
	fmt.Printf("the audit is whole: %d entries, %d heads found again\n", v.Entries, len(heads))
	if v.Entries > 0 {
		fmt.Printf("head %s\nwrite it down elsewhere: only by it can anybody find out later that the end was cut off\n", v.Head)
	}
	return nil
}

// heads are those that were named, and those that stand in files.
func (c auditVerifyCommand) heads() ([]audit.Head, error) {
	var all []audit.Head
	for _, named := range c.Head {
		text, err := os.ReadFile(named)
		if errors.Is(err, fs.ErrNotExist) {
			text, err = []byte(named), nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the heads: %w", err)
		}
		found := audit.Heads(text)
		if len(found) == 0 {
			return nil, fmt.Errorf("%s is neither a head, as 41:9f3c…, nor a file in which one stands", named)
		}
		all = append(all, found...)
	}
	return all, nil
}
