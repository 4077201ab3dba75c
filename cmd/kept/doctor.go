package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/schema"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/migrations"
)

type doctorCommand struct {
	config.Common
	JSON bool `name:"json" help:"Print the findings as JSON."`
}

// finding is one thing that was looked at.
type finding struct {
	Check  string   `json:"check"`
	OK     bool     `json:"ok"`
	Warns  bool     `json:"warns,omitempty"` // it holds, and yet somebody must see to it
	Detail string   `json:"detail,omitempty"`
	Where  []string `json:"where,omitempty"` // what does not hold, at most a few of each check
}

// Run looks at everything and fails if something does not hold. It changes nothing.
func (c doctorCommand) Run(ctx context.Context) error {
	log := c.Logger()
	d, err := findDatabase(ctx, c.Common, log)
	if err != nil {
		return err
	}
	defer d.close(log)
	findings := []finding{c.schema(ctx, d.url)}
	if findings[0].OK {
		db, err := pg.Open(ctx, d.url, pg.Options{})
		if err != nil {
			return err
		}
		defer db.Close()
		findings = append(findings, c.files(), lag(ctx, db), stuck(ctx, db), mails(ctx, db), chain(ctx, db), role(ctx, db))
		findings = append(findings, invariants(ctx, db)...)
	}
	return c.print(findings)
}

func (c doctorCommand) schema(ctx context.Context, url string) finding {
	f := finding{Check: "the schema is this program's"}
	s, err := schema.Read(ctx, url, migrations.FS)
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	f.OK = s.Version == s.Newest && !s.Dirty && len(s.Skipped) == 0
	for _, step := range s.Skipped {
		f.Where = append(f.Where, "never run: "+step.File)
	}
	f.Detail = fmt.Sprintf("version %d of %d", s.Version, s.Newest)
	return f
}

func (c doctorCommand) files() finding {
	f := finding{Check: "the file directory can be written"}
	files, err := openFiles(c.Common)
	if err == nil {
		err = errors.Join(files.Writable(), files.Close())
	}
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	f.OK = true
	return f
}

// lag is how late promises are noticed; over two minutes nobody works.
func lag(ctx context.Context, db *pg.DB) finding {
	f := finding{Check: "promises are noticed in time"}
	late, err := ticket.Lag(ctx, db)
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	f.OK = late < 2*time.Minute
	f.Detail = "lag " + late.Round(time.Millisecond).String()
	return f
}

// stuck are tickets that no worker can act on. Each is tried again by itself, and yet somebody must see why it fails.
func stuck(ctx context.Context, db *pg.DB) finding {
	f := finding{Check: "time passes on every ticket"}
	all, total, err := ticket.StuckNow(ctx, db, people.System, mostStuck)
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	f.OK, f.Warns = true, total > 0
	f.Detail = fmt.Sprintf("%d cannot be acted on", total)
	for _, s := range all {
		f.Where = append(f.Where, fmt.Sprintf("ticket %d failed %d times, again in %s: %s", s.Number, s.Tries, s.Next.Round(time.Second), s.Error))
	}
	return f
}

// mostStuck is how many tickets the doctor names that no worker can act on.
const mostStuck = 20

// mails are those that go nowhere by themselves. What a mail server did is no fault of this desk's: it is a warning.
func mails(ctx context.Context, db *pg.DB) finding {
	f := finding{Check: "mail leaves"}
	counts, err := outbox.CountByState(ctx, db, people.System)
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	wait, err := outbox.LongestWait(ctx, db)
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	f.OK = true
	f.Warns = counts[outbox.Failed]+counts[outbox.Uncertain]+counts[outbox.Held] > 0 || wait > longWait
	f.Detail = fmt.Sprintf("%d failed, %d uncertain, %d held, %d waiting, the oldest for %s: see /office/mail",
		counts[outbox.Failed], counts[outbox.Uncertain], counts[outbox.Held], counts[outbox.Queued]+counts[outbox.Sending], wait.Round(time.Second))
	return f
}

// chain is whether the audit is as it was written.
func chain(ctx context.Context, db *pg.DB) finding {
	f := finding{Check: "the audit is whole"}
	v, err := audit.Verify(ctx, db)
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	f.OK = v.Broken == 0
	f.Detail = fmt.Sprintf("%d entries", v.Entries)
	if v.Broken != 0 {
		f.Where = []string{fmt.Sprintf("entry %d does not hold: %s", v.Broken, v.Why)}
	}
	return f
}

// role is whether what serves and works could change the audit. A desk with one role for everything works, and whoever
// took Kept over could switch the protection off: a warning.
func role(ctx context.Context, db *pg.DB) finding {
	f := finding{Check: "the audit is out of Kept's own reach"}
	rows, err := db.Query(ctx, `select check_running(current_user)`)
	if err == nil {
		f.Where, err = pgx.CollectRows(rows, pgx.RowTo[string])
	}
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	f.OK, f.Warns = true, len(f.Where) > 0
	if f.Warns {
		f.Detail = "make a second role for running, name it in KEPT_DATABASE_URL and the one that owns the tables in KEPT_OWNER_DATABASE_URL, then run `kept migrate up`: see docs/operations.md, \"Two roles\""
	}
	return f
}

// longWait is how long a mail may wait before the doctor speaks of it.
const longWait = 10 * time.Minute

// invariants are the checks on the data (docs/operations.md).
func invariants(ctx context.Context, db *pg.DB) []finding {
	violations, err := ticket.Check(ctx, db)
	if err != nil {
		return []finding{{Check: "the data holds together", Detail: err.Error()}}
	}
	f := finding{Check: "the data holds together", OK: len(violations) == 0}
	for _, v := range violations {
		f.Where = append(f.Where, v.String())
	}
	return []finding{f}
}

func (c doctorCommand) print(findings []finding) error {
	ill := 0
	for _, f := range findings {
		if !f.OK {
			ill++
		}
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		if err := out.Encode(findings); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			mark := "ok  "
			switch {
			case !f.OK:
				mark = "FAIL"
			case f.Warns:
				mark = "warn"
			}
			fmt.Println(mark, f.Check, f.Detail)
			for _, w := range f.Where {
				fmt.Println("       ", w)
			}
		}
	}
	if ill > 0 {
		return fmt.Errorf("%d of %d checks failed", ill, len(findings))
	}
	return nil
}
