package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// member, in the environment, makes this test binary the program itself: a process of a fleet.
const member = "KEPT_FLEET_MEMBER"

// longestDrain is how long a process may take to end after it was asked to (docs/operations.md).
const longestDrain = 30 * time.Second

// TestFleet_of_two_servers_and_two_workers_that_are_started_and_killed_at_will loses no question that was acknowledged, doubles
// nothing, and each process ends in order when it is asked to, while customers ask.
func TestFleet_of_two_servers_and_two_workers_that_are_started_and_killed_at_will(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	f := newFleet(s)
	addresses := []string{freeAddress(t), freeAddress(t)}
	starts := []func() *exec.Cmd{
		func() *exec.Cmd { return f.start("serve", "--no-worker", "--addr", addresses[0]) },
		func() *exec.Cmd { return f.start("serve", "--no-worker", "--addr", addresses[1]) },
		func() *exec.Cmd { return f.start("work") },
		func() *exec.Cmd { return f.start("work") },
	}
	all := make([]*exec.Cmd, len(starts))
	for i, start := range starts {
		all[i] = start()
	}
	t.Cleanup(func() {
		for _, process := range all {
			_ = process.Process.Kill() // most have ended
			_ = process.Wait()
		}
	})
	customers := f.customers(4, addresses)
	for round := range 12 {
		asked := customers.asked.Load()
		f.eventually("customers are answered", func() bool { return customers.asked.Load() > asked+10 })
		if round%4 == 3 { // four hours later everything that was asked is late
			s.Stop(s.Now().Add(4*time.Hour + time.Minute))
		}
		i := rand.IntN(len(all))
		if round%2 == 0 {
			require.NoError(t, all[i].Process.Kill())
			require.Error(t, all[i].Wait(), "it was killed")
		} else {
			_ = f.ends(all[i]) // it may have been asked while it was starting, and then says so; in time it ends always
		}
		all[i] = starts[i]()
	}
	asked := customers.stop()
	f.eventually("everything due was acted on", func() bool {
		return f.count(`select count(*) from promises where open and breaks_at < kept_now()`) == 0
	})
	for i, process := range all {
		f.eventually("it is there", func() bool {
			if i < len(addresses) {
				return answers(addresses[i])
			}
			return f.count(fmt.Sprintf(`select count(*) from workers where name like '%%-%d-%%'`, process.Process.Pid)) == 1
		})
		require.NoError(t, f.ends(process), "in order")
	}

	require.Equal(t, int(asked), f.count(`select count(*) from tickets`), "every question that was acknowledged, once")
	require.Positive(t, f.count(`select count(*) from promises where state = 'broken'`))
	require.Zero(t, f.count(`select count(*) from promises p where state = 'broken' and (select count(*) from events e where e.promise_id = p.id and e.kind = 'promise.broken') <> 1`))
	require.Zero(t, f.count(`select count(*) from (select promise_id, became from events where kind = 'ticket.handed_up' group by 1, 2 having count(*) > 1) x`))
	require.Zero(t, f.count(`select count(*) from outbox o where state in ('queued', 'sending') and next_try_at is null
		and not exists (select from river_job j where j.args->>'mail' = o.id::text and j.state in ('available', 'running', 'retryable', 'scheduled'))`), "no mail is forgotten")
	f.relay.noneTwice(t)
}

func TestWork_ends_in_order_while_the_database_is_away(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	f := newFleet(s)
	cable := pgtest.Wire(t, s.DB)
	f.database = cable.DB.Pool().Config().ConnString()
	worker := f.start("work")
	f.eventually("it works", func() bool { return f.count(`select count(*) from workers`) == 1 })
	cable.Cut()
	require.NoError(t, f.ends(worker), "in order")
}

// fleet are processes of one desk, beside each other.
type fleet struct {
	*cast.Stage
	database string
	data     string
	relay    *ledgerRelay
}

func newFleet(s *cast.Stage) *fleet {
	s.T.Helper()
	return &fleet{Stage: s, database: s.DB.Pool().Config().ConnString(), data: s.T.TempDir(), relay: newLedgerRelay(s.T)}
}

// start starts the program itself with a command.
func (f *fleet) start(command ...string) *exec.Cmd {
	f.T.Helper()
	process := exec.Command(os.Args[0], command...)
	process.Env = append(os.Environ(), member+"=1", "KEPT_DATABASE_URL="+f.database, "KEPT_DATA="+f.data, "KEPT_SMTP_URL="+f.relay.url,
		"KEPT_MAIL_FROM=help@nordby.example", "KEPT_BASE_URL=https://kept.example",
		"KEPT_RATE_ASK_ADDRESS=1000000", "KEPT_RATE_ASK_NETWORK=1000000", "KEPT_RATE_POST_NETWORK=1000000", "KEPT_BURST=0")
	require.NoError(f.T, process.Start())
	return process
}

// ends asks a process to end, as an init system does, and sees that it does so in time. It returns how it ended.
func (f *fleet) ends(process *exec.Cmd) error {
	f.T.Helper()
	began := time.Now()
	require.NoError(f.T, process.Process.Signal(syscall.SIGTERM))
	err := process.Wait()
	require.Less(f.T, time.Since(began), longestDrain)
	f.T.Logf("ended %s after it was asked to", time.Since(began).Round(time.Millisecond))
	return err
}

func (f *fleet) eventually(what string, is func() bool) {
	f.T.Helper()
	require.Eventually(f.T, is, time.Minute, 20*time.Millisecond, what)
}

func (f *fleet) count(q string) (n int) {
	f.T.Helper()
	require.NoError(f.T, f.DB.QueryRow(f.T.Context(), q).Scan(&n))
	return n
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

// customers ask one question after the other, each until it is acknowledged by one of the servers.
type customers struct {
	asked  atomic.Int64
	ending atomic.Bool
	all    sync.WaitGroup
}

func (f *fleet) customers(n int, addresses []string) *customers {
	c := &customers{}
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for i := range n {
		c.all.Go(func() {
			for !c.ending.Load() && f.T.Context().Err() == nil {
				form := url.Values{
					"key": {cast.Key()}, "name": {"Hanna Lund"}, "email": {fmt.Sprintf("hanna%d@bakkehuset.example", i)},
					"subject": {"No internet"}, "body": {"Since last night."}, "language": {"en"},
				}
				for f.T.Context().Err() == nil && !acknowledged(client, addresses[rand.IntN(len(addresses))], form) {
					time.Sleep(10 * time.Millisecond)
				}
				c.asked.Add(1)
			}
		})
	}
	f.T.Cleanup(func() {
		c.stop()
		client.CloseIdleConnections()
	})
	return c
}

func acknowledged(client *http.Client, address string, form url.Values) bool {
	answer, err := client.PostForm("http://"+address+"/tickets", form)
	if err != nil {
		return false // it was killed, or is not there yet
	}
	_ = answer.Body.Close() // nobody reads it
	return answer.StatusCode == http.StatusSeeOther
}

func answers(address string) bool {
	answer, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		return false
	}
	_ = answer.Body.Close() // nobody reads it
	return answer.StatusCode == http.StatusOK
}

func (c *customers) stop() int64 {
	c.ending.Store(true)
	c.all.Wait()
	return c.asked.Load()
}

// ledgerRelay is a mail server that takes everything and counts copies.
type ledgerRelay struct {
	url    string
	mu     sync.Mutex
	copies map[string]int // by Message-ID
}

func newLedgerRelay(t testing.TB) *ledgerRelay {
	t.Helper()
	r := &ledgerRelay{copies: map[string]int{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return taking{r}, nil }))
	server.Domain = "relay.example"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r.url = "smtp://" + listener.Addr().String() + "?tls=none"
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, server.Close())
		require.NoError(t, <-served)
	})
	return r
}

// noneTwice checks that no mail came twice: customers only asked, so that all mail is automatic.
func (r *ledgerRelay) noneTwice(t *testing.T) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	require.NotEmpty(t, r.copies)
	for id, n := range r.copies {
		require.Equal(t, 1, n, id)
	}
}

// taking is one conversation with it.
type taking struct{ *ledgerRelay }

func (taking) Mail(string, *smtp.MailOptions) error { return nil }
func (taking) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (taking) Reset()                               {}
func (taking) Logout() error                        { return nil }

func (s taking) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err // the sender was killed
	}
	_, rest, _ := strings.Cut(string(raw), "Message-ID: ")
	id, _, _ := strings.Cut(rest, "\r\n")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.copies[id]++
	return nil
}
