package field_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/field"
)

func TestRequired_counts_as_a_browser_does_and_refuses_what_cannot_be_stored(t *testing.T) {
	t.Parallel()
	for text, key := range map[string]string{
		"x": "", "åäö12": "", "a\r\nb\r\n": "", "😀😀": "", // four units
		"": "fault.required", " \r\n\t": "fault.required",
		"sixsix": "fault.too_long", "😀😀😀": "fault.too_long",
		"a\x00": "fault.not_text", "\x00": "fault.not_text", "\xff": "fault.not_text",
	} {
		f := field.Required("name", text, 5)
		if key == "" {
			require.Nil(t, f, "%q", text)
			continue
		}
		require.NotNil(t, f, "%q", text)
		require.Equal(t, key, f.Key, "%q", text)
		require.Equal(t, "name", f.Field)
	}
	require.Nil(t, field.Optional("phone", "", 5))
}

func TestAddress_knows_the_form_of_a_mail_address(t *testing.T) {
	t.Parallel()
	for _, fine := range []string{"maja@nordby.example", " a.b+c@x.y ", "ö@ä.example", strings.Repeat("a", 64) + "@x.example"} {
		require.Nil(t, field.Address("email", fine, 254), fine)
	}
	for _, wrong := range []string{"maja", "@x.example", "a@", "a@x", "a@.x", "a@x.", "a@x..y", "a b@x.y", "a@b@x.y", "<a@x.y>", "a@x.y\r\nBcc: c@d.e", strings.Repeat("a", 65) + "@x.example"} {
		f := field.Address("email", wrong, 254)
		require.NotNil(t, f, wrong)
		require.Equal(t, "fault.address", f.Key, wrong)
	}
}

func TestLine_and_Block_clean_what_was_typed(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Nordby Fiber", field.Line("  Nordby \r\n\t Fiber "))
	require.Equal(t, "one\ntwo\n\nthree", field.Block("\r\none\r\ntwo\r\rthree \n"))
}
