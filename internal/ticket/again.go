package ticket

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Reference names a file that lies here already, for a form that brings it back: the key of its content, and its name.
func (u Upload) Reference() string { return u.Blob + " " + u.Name }

// FilesAgain are the files that a form names by their references. Only those of a reply may come back that the actor took
// back on this ticket: whoever knows the key of another file gets nothing by it, and is not told whether it is here. Those
// that may are returned beside the fault.
func FilesAgain(ctx context.Context, r pg.Reader, by people.Actor, id ID, named []string) ([]Upload, error) {
	if err := by.May(people.Work, int64(id)); err != nil || len(named) == 0 {
		return nil, err
	}
	undone, err := undoneFiles(ctx, r, by.ID, id)
	if err != nil {
		return nil, err
	}
	var all []Upload
	for _, reference := range named {
		if i := slices.IndexFunc(undone, func(u Upload) bool { return u.Reference() == reference }); i >= 0 {
			all = append(all, undone[i])
		}
	}
	if len(all) < len(named) {
		return all, fault.Invalid("fault.file_gone").On("files")
	}
	return all, nil
}

// undoneFiles are the files of all replies that somebody took back on a ticket; the history keeps them.
func undoneFiles(ctx context.Context, r pg.Reader, author people.ID, id ID) ([]Upload, error) {
	const q = `select became from events where ticket_id = $1 and actor_id = $2 and kind = $3 and became <> '' order by number`
	rows, err := r.Query(ctx, q, id, author, event.ReplyTakenBack)
	if err != nil {
		return nil, err
	}
	kept, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	var all []Upload
	for _, one := range kept {
		var files []Upload
		if err := json.Unmarshal([]byte(one), &files); err != nil {
			return nil, wrap("read the files of a reply that was taken back", err)
		}
		all = append(all, files...)
	}
	return all, nil
}

// takenBack is the event of a reply that was taken back. It names the reply's files, which may come back.
func takenBack(files []Upload) (event.Event, error) {
	e := event.Event{Kind: event.ReplyTakenBack}
	if len(files) == 0 {
		return e, nil
	}
	named, err := json.Marshal(files)
	e.Became = string(named)
	return e, err
}
