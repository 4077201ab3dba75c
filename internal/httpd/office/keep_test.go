package office

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/keep"
)

func (o office) rules() map[keep.Kind]keep.Rule {
	o.T.Helper()
	all, err := keep.Rules(o.T.Context(), o.DB, o.Karin.Acting())
	require.NoError(o.T, err)
	byKind := map[keep.Kind]keep.Rule{}
	for _, r := range all {
		byKind[r.Kind] = r
	}
	return byKind
}

func TestRetention_is_for_ever_until_an_admin_says_otherwise(t *testing.T) {
	t.Parallel()
	o := opened(t)
	page := o.as(o.Karin).Open("/office/settings").Says("What is kept how long")
	page = page.Click("What is kept how long").Says("Nobody has changed anything yet.").Lacks("Old enough now")
	p := page.Form("retention").Fill("texts", "730").Fill("mails", " 90 ").Press("Save how long")
	require.Equal(t, "Saved. A shorter time begins to hold in 24 hours.", p.Note())
	p.Says("Old enough now: 0", "Begins to hold", "Nothing has been removed yet.", o.Karin.Name, "Days that texts are kept", "for ever")
	rules := o.rules()
	require.Equal(t, 730, *rules[keep.Texts].Days)
	require.Equal(t, 90, *rules[keep.Mails].Days)
	require.Nil(t, rules[keep.Customers].Days)
	o.as(o.Karin).Open("/office/audit?kind=retention").Says(o.Karin.Name+" changed how long something is kept.", "for ever", "730")
	o.as(o.Karin).Open("/office/settings/retention").Form("retention").Fill("texts", "").Press("Save how long")
	require.Nil(t, o.rules()[keep.Texts].Days)
}

func TestRetention_refuses_at_the_field_and_keeps_what_was_typed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	for _, wrong := range []string{"7", "0", "-1", "3651", "soon", "30.5", "99999999999999999999", strings.Repeat("9", 5000)} {
		p := o.as(o.Karin).Open("/office/settings/retention").Form("retention").Fill("files", wrong).Fill("texts", "365").Press("Save how long")
		p.Refuses(http.StatusUnprocessableEntity, "Write a number of days from 30 to 3650, or nothing.")
		require.Contains(t, p.Body, `value="365"`)
	}
	require.Nil(t, o.rules()[keep.Texts].Days, "all kinds or none")
}

func TestRetention_is_for_admins_alone(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.as(o.Ingrid).Open("/office/settings/retention").Refuses(http.StatusNotFound)
	require.Equal(t, http.StatusNotFound, o.as(o.Ingrid).Send(http.MethodPost, "/office/settings/retention", "application/x-www-form-urlencoded", strings.NewReader("texts=30")).Status)
	require.Nil(t, o.rules()[keep.Texts].Days)
}
