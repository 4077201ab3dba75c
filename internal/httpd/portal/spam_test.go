package portal

import (
	"context"
	"crypto/sha256"
	"math/bits"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// held are what is suspended.
func (d desk) held() []ticket.Arrived {
	d.T.Helper()
	all, err := ticket.Suspended(d.T.Context(), d.DB, d.Ingrid.Acting(), 0, 100)
	require.NoError(d.T, err)
	return all
}

func (d desk) blocks(value string) {
	d.T.Helper()
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.AddBlock(ctx, tx, d.Ingrid.Acting(), d.Limits, ticket.BlockDraft{Value: value, Reason: "rubbish"})
	})
}

func TestAsking_from_a_blocked_sender_looks_like_anybodys_and_makes_no_ticket(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"hanna@bakkehuset.example", "bakkehuset.example", "192.0.2.0/24"} {
		d := opened(t)
		d.blocks(value)
		form := filled(d.visitor()).Attach("files", "watch.jpg", []byte("\xff\xd8\xff picture"))
		sent := form.Press("Send")
		sent.Says("We have your question", "We answer you by today 14:00.", "We write to hanna@bakkehuset.example.", "No internet since last night", "watch.jpg").
			Lacks("block", "spam", "look at")
		require.Equal(t, 0, d.count("tickets"))
		require.Equal(t, 0, d.count("outbox"))
		require.Len(t, d.held(), 1)
		require.Equal(t, ticket.FromBlocked, d.held()[0].Cause)
		require.Equal(t, sent.Address, form.Press("Send").Address, "the same form once more")
		require.Len(t, d.held(), 1)

		d.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Recover(ctx, tx, d.Ingrid.Acting(), d.held()[0].ID)
			return err
		})
		again := d.visitor().Open(sent.Address)
		again.Says("We have your question", "We answer you by today 14:00.", "watch.jpg")
		require.Len(t, d.Whole(d.only()).Messages[0].Files, 1)
	}
}

func TestAsking_has_a_field_that_only_robots_fill_in(t *testing.T) {
	t.Parallel()
	d := opened(t)
	form := filled(d.visitor())
	require.Empty(t, form.Value("website"))
	form.Forge("website", "https://watches.example").Press("Send").Says("We have your question", "We answer you by today 14:00.")
	require.Equal(t, 0, d.count("tickets"))
	require.Equal(t, ticket.Honeypot, d.held()[0].Cause)
	require.NotEmpty(t, d.held()[0].Network)
}

func TestAsking_in_a_burst_wants_a_proof_and_says_so(t *testing.T) {
	t.Parallel()
	d := opened(t, func(s *httpd.Settings) { s.Burst, s.Rates.AskAddress.Limit = 2, 100 })
	require.NotContains(t, d.visitor().Open("/tickets/new").Body, "data-proof")
	d.Asks(d.Goran, "One")
	d.Asks(d.Mette, "Two")
	proven := filled(d.visitor())
	challenge := proven.Value("challenge")
	require.NotEmpty(t, challenge)
	proven.Forge("proof", solved(challenge)).Press("Send").Says("We have your question", "We answer you by today 14:00.")
	require.Equal(t, 3, d.count("tickets"))

	page := d.visitor().Open("/tickets/new")
	page.Says("Without JavaScript a person looks at your question first")
	filled(d.visitor()).Press("Send").Says("We have your question", "We look at yours before it enters the queue").Lacks("We answer you by")
	require.Equal(t, 3, d.count("tickets"))
	require.Equal(t, ticket.NoProof, d.held()[0].Cause)
	for name, proof := range map[string]func(f *visitor.Form){
		"nonsense":         func(f *visitor.Form) { f.Forge("proof", "nonsense") },
		"another's":        func(f *visitor.Form) { f.Forge("challenge", challenge).Forge("proof", solved(challenge)) },
		"a stamp of their": func(f *visitor.Form) { f.Forge("challenge", "9999999999.00").Forge("proof", solved("9999999999.00")) },
		"a huge one":       func(f *visitor.Form) { f.Forge("proof", string(make([]byte, 100_000))) },
		"no challenge":     func(f *visitor.Form) { f.Forge("challenge", "").Forge("proof", "1") },
	} {
		before := len(d.held())
		form := filled(d.visitor())
		proof(form)
		form.Press("Send")
		require.Len(t, d.held(), before+1, name)
	}
	d.At("Mon 9 Nov 10:02")
	require.NotContains(t, d.visitor().Open("/tickets/new").Body, "data-proof", "it is over")
}

func TestAsking_in_a_burst_gives_each_network_its_share(t *testing.T) {
	t.Parallel()
	d := opened(t, func(s *httpd.Settings) {
		s.Burst, s.Rates.AskAddress.Limit, s.Rates.BurstNetwork.Limit, s.Rates.BurstNetwork.Window = 1, 100, 2, 24*time.Hour
	})
	d.Asks(d.Goran, "One")
	prove := func() *visitor.Page {
		form := filled(d.visitor())
		return form.Forge("proof", solved(form.Value("challenge"))).Press("Send")
	}
	prove().Says("We have your question", "We answer you by")
	prove().Says("We have your question", "We answer you by")
	require.Empty(t, d.held())
	prove().Says("We have your question", "We look at yours before it enters the queue").Lacks("We answer you by")
	require.Equal(t, 3, d.count("tickets"))
	require.Equal(t, ticket.TooMany, d.held()[0].Cause)
	d.At("Mon 9 Nov 10:02")
	filled(d.visitor()).Press("Send").Says("We have your question", "We answer you by")
	require.Len(t, d.held(), 1, "it is over")
}

// solved does what the browser does.
func solved(challenge string) string {
	for n := 0; ; n++ {
		hash := sha256.Sum256([]byte(challenge + ":" + strconv.Itoa(n)))
		if bits.LeadingZeros16(uint16(hash[0])<<8|uint16(hash[1])) >= ticket.ProofBits {
			return strconv.Itoa(n)
		}
	}
}

func TestWriting_on_what_was_called_spam_opens_nothing(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "Cheap watches")
	d.Promises(d.Maja, id, "the watch is posted", "Wed 11 Nov 12:00")
	link := d.link(id)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.CallSpam(ctx, tx, d.Maja.Acting(), id, ticket.Spam{})
	})
	page := d.visitor().Open(link)
	page.Says("Closed").Lacks("spam", "Spam", "Maja", "heard nothing", "Withdrawn", "taken back")
	page.Form("write").Fill("body", "Buy two.").Press("Send").Lacks("Buy two.")
	require.True(t, d.Ticket(id).IsClosed())
	require.Len(t, d.held(), 1)
}
