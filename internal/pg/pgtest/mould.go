package pgtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
)

// Mould is a database that is furnished once in a run, and of which tests get copies: to play a desk's story takes
// seconds, to copy what came of it a moment. Copies are as alike as the story is told at the same time each time.
type Mould struct {
	once sync.Once
	name string
	now  time.Time // what the desk's clock said when it was furnished
	err  error
}

// moulds are the databases of all moulds, for a server that outlives this binary.
var moulds struct {
	mu    sync.Mutex
	names []string
}

// Copy is a database of the test's own as furnish leaves one, which is done for the first test that asks. It must keep no
// connection, and nothing of that test's. Where the desk's clock runs, it goes on from the same instant in each copy.
func (m *Mould) Copy(t testing.TB, furnish func(t testing.TB, db *pg.DB)) *pg.DB {
	t.Helper()
	base := URL(t)
	m.once.Do(func() { m.make(t, base, furnish) })
	require.NoError(t, m.err)
	db, err := pg.Open(context.Background(), copyOf(t, base, m.name), pg.Options{MaxConns: 8})
	require.NoError(t, err)
	t.Cleanup(db.Close) // before the drop
	const goOn = `update clock set shift = make_interval(secs => extract(epoch from $1::timestamptz - clock_timestamp())::float8) where stopped_at is null`
	_, err = db.Pool().Exec(context.Background(), goOn, m.now)
	require.NoError(t, err)
	return db
}

func (m *Mould) make(t testing.TB, base string, furnish func(t testing.TB, db *pg.DB)) {
	t.Helper()
	m.err = errors.New("pgtest: the first test could not furnish the mould") // unless it comes to the end
	template.once.Do(func() { template.name, template.err = makeTemplate(base) })
	require.NoError(t, template.err)
	m.name = fmt.Sprintf("%s_%d_mould", template.name, copies.Add(1))
	require.NoError(t, admin(base, fmt.Sprintf(`create database %s template %s strategy file_copy`, m.name, template.name)))
	moulds.mu.Lock()
	moulds.names = append(moulds.names, m.name)
	moulds.mu.Unlock()
	db, err := pg.Open(context.Background(), within(base, m.name), pg.Options{MaxConns: 8})
	require.NoError(t, err)
	defer db.Close()
	furnish(t, db)
	_, err = db.Pool().Exec(context.Background(), `analyze`) // nobody else does, and plans would be those of an empty database
	require.NoError(t, err)
	require.NoError(t, db.QueryRow(context.Background(), `select kept_now()`).Scan(&m.now))
	m.err = nil
}
