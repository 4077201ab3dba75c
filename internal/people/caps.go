package people

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// Caps are the limits that an admin may set; nil, each: as the program was started.
type Caps struct {
	MostFiles       *int // of one message
	FileMegabytes   *int // of one file
	AsksPerAddress  *int // tickets that one mail address may open in an hour
	AsksPerNetwork  *int // and one network
	LinksPerAddress *int // sign-in links that are mailed to one address in an hour
}

// How far the limits go.
const (
	MostFiles = 50
	MostTries = 10_000
)

// Check says what is wrong with them, all fields at once. largest is how many megabytes a file may have so that it fits into a request.
func (c Caps) Check(largest int) error {
	var all []*fault.Error
	within := func(n *int, least, most int, on string) {
		if n != nil && (*n < least || *n > most) {
			all = append(all, fault.Invalid("limits.fault.figure").On(on).By(strconv.Itoa(least)).Max(most))
		}
	}
	within(c.MostFiles, 0, MostFiles, "files")
	within(c.FileMegabytes, 1, largest, "megabytes")
	within(c.AsksPerAddress, 1, MostTries, "asks_address")
	within(c.AsksPerNetwork, 1, MostTries, "asks_network")
	within(c.LinksPerAddress, 1, MostTries, "links_address")
	return fault.Join(all...)
}

// SetCaps sets the limits. Each that changes is an entry of the audit. Admins only.
func SetCaps(ctx context.Context, tx *pg.Tx, by Actor, to Caps, largest int) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if err := to.Check(largest); err != nil {
		return err
	}
	was, err := lockDesk(ctx, tx)
	if err != nil {
		return err
	}
	const q = `update desk set most_files = @files, file_megabytes = @megabytes, asks_per_address = @address, asks_per_network = @network, links_per_address = @links`
	_, err = tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"files": to.MostFiles, "megabytes": to.FileMegabytes, "address": to.AsksPerAddress, "network": to.AsksPerNetwork, "links": to.LinksPerAddress,
	})
	if err != nil {
		return err
	}
	var all []audit.Entry
	for _, c := range []struct {
		what        string
		was, became *int
	}{
		{"files", was.MostFiles, to.MostFiles},
		{"megabytes", was.FileMegabytes, to.FileMegabytes},
		{"asks_address", was.AsksPerAddress, to.AsksPerAddress},
		{"asks_network", was.AsksPerNetwork, to.AsksPerNetwork},
		{"links_address", was.LinksPerAddress, to.LinksPerAddress},
	} {
		if figure(c.was) != figure(c.became) {
			all = append(all, audit.Entry{By: int64(by.ID), Kind: AuditSettingChanged, Object: c.what, Was: figure(c.was), Became: figure(c.became)})
		}
	}
	return audit.Write(ctx, tx, all...)
}
