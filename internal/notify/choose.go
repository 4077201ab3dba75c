package notify

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Choice is how somebody is told of one kind.
type Choice struct {
	Kind Kind
	Ways
}

// Choices are how somebody of the staff is told, of every kind, the most urgent first.
func Choices(ctx context.Context, r pg.Reader, by people.Actor) ([]Choice, error) {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return nil, err
	}
	const q = `select kind, app, mail, browser from notice_choices where person_id = $1`
	rows, err := r.Query(ctx, q, by.ID)
	if err != nil {
		return nil, err
	}
	stored, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Choice])
	if err != nil {
		return nil, fmt.Errorf("read how somebody is told: %w", err)
	}
	all := make([]Choice, 0, len(urgency))
	for _, k := range urgency {
		one := Choice{k, k.Suggested()}
		for _, s := range stored {
			if s.Kind == k {
				one.Ways = s.Ways
			}
		}
		one.App = one.App || k.IsSure()
		all = append(all, one)
	}
	return all, nil
}

// Choose changes how somebody is told of some kinds, as they wish it themselves; the others stay as they are. What waits to be
// mailed and is not to be mailed any more waits no longer.
func Choose(ctx context.Context, tx *pg.Tx, by people.Actor, some []Choice) error {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return err
	}
	const alone = `select from people where id = $1 for no key update` // two pages at once: the later one holds
	if _, err := tx.Exec(ctx, alone, by.ID); err != nil {
		return fmt.Errorf("choose how to be told: %w", err)
	}
	all, err := Choices(ctx, tx, by)
	if err != nil {
		return err
	}
	for i := range all {
		for _, c := range some {
			if c.Kind == all[i].Kind {
				all[i].Ways = c.Ways
			}
		}
	}
	return choose(ctx, tx, by, all)
}

// ChooseNothing lets somebody be told as Kept suggests.
func ChooseNothing(ctx context.Context, tx *pg.Tx, by people.Actor) error {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return err
	}
	return choose(ctx, tx, by, nil)
}

// choose keeps of all what is not as Kept suggests.
func choose(ctx context.Context, tx *pg.Tx, by people.Actor, all []Choice) error {
	const forget = `delete from notice_choices where person_id = $1`
	const keep = `
		insert into notice_choices (person_id, kind, app, mail, browser)
		select @me, * from unnest(@kinds::text[], @app::boolean[], @mail::boolean[], @browser::boolean[])`
	const silence = `
		update notices set mail_at = null
		where person_id = $1 and kind = any($2) and mail_id is null and read_at is null and mail_at is not null`
	var kinds, silent []Kind
	var app, mail, browser []bool
	for _, k := range urgency {
		ways := k.Suggested()
		for _, c := range all {
			if c.Kind == k {
				ways = c.Ways
			}
		}
		ways.App = ways.App || k.IsSure()
		if !ways.Mail {
			silent = append(silent, k)
		}
		if ways != k.Suggested() {
			kinds, app, mail, browser = append(kinds, k), append(app, ways.App), append(mail, ways.Mail), append(browser, ways.Browser)
		}
	}
	batch := &pgx.Batch{}
	batch.Queue(forget, by.ID)
	batch.Queue(keep, pgx.StrictNamedArgs{"me": by.ID, "kinds": kinds, "app": app, "mail": mail, "browser": browser})
	batch.Queue(silence, by.ID, silent)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("choose how to be told: %w", err)
	}
	return nil
}
