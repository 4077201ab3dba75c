package portal

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// asksAbout asks whether an address is Hanna's, and returns the page that its mail leads to.
func (d desk) asksAbout(address string) string {
	d.T.Helper()
	var link people.Token
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		asked, err := people.AskAddress(ctx, tx, d.Maja.Acting(), d.Hanna.ID, people.Sizes{Name: 200, Address: 254}, address)
		if err != nil {
			return err
		}
		if _, err := people.VouchAddress(ctx, tx, d.Karin.Acting(), d.Hanna.ID, asked.Address); err != nil {
			return err
		}
		link, err = people.NewAddressLink(ctx, tx, d.Hanna.ID, asked.Address)
		return err
	})
	return "/addresses/" + string(link)
}

func TestAddress_is_confirmed_by_a_press_and_not_by_opening_the_link(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set notes = 'NOTE-CANARY', company_id = null where id = $1`, d.Hanna.ID)
		return err
	})
	page := d.asksAbout("hanna@home.example")
	before := d.count("addresses")
	for range 3 { // mail programs and scanners open links by themselves
		require.Equal(t, http.StatusOK, d.answer(httptest.NewRequest(http.MethodGet, page, nil)).Code)
		require.Equal(t, http.StatusOK, d.answer(httptest.NewRequest(http.MethodHead, page, nil)).Code)
	}
	require.Equal(t, before, d.count("addresses"))
	v := d.visitor()
	form := v.Open(page).Says("Is this your address?", "hanna@home.example", "Nordby Fiber was asked to note this address for Hanna Lund.").Lacks("NOTE-CANARY").Form("confirm")
	done := form.Press("Yes, it is mine")
	require.Contains(t, done.Note(), "hanna@home.example is noted as yours.")
	form.Press("Yes, it is mine").Refuses(http.StatusGone)
	v.Open(page).Refuses(http.StatusGone)
	p, err := people.ByAddress(t.Context(), d.DB, "HANNA@home.example")
	require.NoError(t, err)
	require.Equal(t, d.Hanna.ID, p.ID)
}

func TestAddress_links_that_were_never_made_look_like_used_ones(t *testing.T) {
	t.Parallel()
	d := opened(t)
	good := d.asksAbout("hanna@home.example")
	want := ""
	for _, path := range []string{"/addresses/" + string(people.NewToken()), good + "A", good[:len(good)-1], "/addresses/x", "/addresses/%00", "/addresses/%FF"} {
		w := d.answer(httptest.NewRequest(http.MethodGet, path, nil))
		require.Contains(t, []int{http.StatusGone, http.StatusBadRequest}, w.Code, path)
		if w.Code == http.StatusGone && want == "" {
			want = w.Body.String()
		}
	}
	require.NotEmpty(t, want)
	d.visitor().Open(good).Says("hanna@home.example")
}

func TestAddress_that_somebody_else_has_by_now_stays_theirs(t *testing.T) {
	t.Parallel()
	d := opened(t)
	page := d.asksAbout("shared@home.example")
	form := d.visitor().Open(page).Form("confirm")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		_, err := people.Meet(ctx, tx, people.Newcomer{Role: people.Customer, Name: "Sam", Address: "shared@home.example", Locale: d.Hanna.Locale})
		return err
	})
	form.Press("Yes, it is mine").Refuses(http.StatusConflict, "This address belongs to somebody else here by now.")
}

func TestAddress_is_asked_of_the_customer_before_anybody_else(t *testing.T) {
	t.Parallel()
	d := opened(t)
	var word, early people.Token
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		asked, err := people.AskAddress(ctx, tx, d.Maja.Acting(), d.Hanna.ID, people.Sizes{Name: 200, Address: 254}, "hanna@home.example")
		if err != nil {
			return err
		}
		require.False(t, asked.Agreed)
		if word, err = people.NewWordLink(ctx, tx, d.Hanna.ID, asked.Address, d.Hanna.Address); err != nil {
			return err
		}
		early, err = people.NewAddressLink(ctx, tx, d.Hanna.ID, asked.Address)
		return err
	})
	letters := func() int {
		return d.rows(`select count(*) from outbox where kind = 'address' and address = 'hanna@home.example'`)
	}
	v := d.visitor()
	v.Open("/addresses/" + string(early)).Refuses(http.StatusGone)
	form := v.Open("/addresses/"+string(word)).Says("Is this address yours too?", "hanna@home.example", "can then read all your tickets").Form("confirm")
	require.Zero(t, letters(), "opening it says nothing")
	require.Contains(t, form.Press("Yes, it is mine").Note(), "A link is on its way to hanna@home.example")
	require.Equal(t, 1, letters())
	form.Press("Yes, it is mine").Refuses(http.StatusGone)
	_, err := people.ByAddress(t.Context(), d.DB, "hanna@home.example")
	require.Error(t, err, "it is hers when it was confirmed there, too")
	v.Open("/addresses/" + string(early)).Says("Is this your address?").Form("confirm").Press("Yes, it is mine")
	p, err := people.ByAddress(t.Context(), d.DB, "hanna@home.example")
	require.NoError(t, err)
	require.Equal(t, d.Hanna.ID, p.ID)
}

func TestAddress_is_not_agreed_to_from_one_that_is_theirs_no_more(t *testing.T) {
	t.Parallel()
	d := opened(t)
	old := d.asksAbout("hanna@old.example")
	d.visitor().Open(old).Form("confirm").Press("Yes, it is mine")
	var word people.Token
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		asked, err := people.AskAddress(ctx, tx, d.Maja.Acting(), d.Hanna.ID, people.Sizes{Name: 200, Address: 254}, "hanna@home.example")
		if err != nil {
			return err
		}
		word, err = people.NewWordLink(ctx, tx, d.Hanna.ID, asked.Address, "hanna@old.example")
		return err
	})
	d.visitor().Open("/addresses/" + string(word)).Says("Is this address yours too?")
	d.exec(`update addresses set person_id = $1 where address = 'hanna@old.example'`, d.Goran.ID)
	d.visitor().Open("/addresses/" + string(word)).Refuses(http.StatusGone)
}
