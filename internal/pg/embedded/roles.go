//go:build unix

package embedded

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// The two roles of the private Postgres. The owner makes and changes tables; what serves and works signs in as the
// running role, which may only do what the owner granted it.
const (
	ownerRole   = "kept"
	runningRole = "kept_app"
)

// keepRunningRole makes the running role when there is none, as in a cluster of an earlier version, and a lost password
// of it anew. Its file is written last, so that whatever has one has a role, too.
func (c *cluster) keepRunningRole(ctx context.Context) error {
	known, err := readPassword(c.files.runPassword)
	if err == nil && (c.running == "" || known == c.running) {
		c.running = known
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if c.running == "" {
		c.running = rand.Text()
	}
	if err := c.alone(ctx, c.cluster, runningRoleStatements(c.running)...); err != nil {
		return err
	}
	return replaceFile(c.files.runPassword, []byte(c.running+"\n"), 0o600, nil)
}

// runningRoleStatements make the running role, or give the one that is there another password.
func runningRoleStatements(password string) []string {
	return []string{
		"do $$ begin if not exists (select from pg_roles where rolname = '" + runningRole + "') then create role " + runningRole + "; end if; end $$",
		"alter role " + runningRole + " login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '" + password + "'",
	}
}

// readPassword returns an error that is fs.ErrNotExist when there is no password yet.
func readPassword(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the database's password: %w", err)
	}
	password := strings.TrimSpace(string(text))
	if password == "" {
		return "", fmt.Errorf("the database's password in %s is empty: %w", path, fs.ErrNotExist)
	}
	return password, nil
}
