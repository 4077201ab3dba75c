package people_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
)

func TestCheckPassword_takes_long_ones_of_any_signs_and_refuses_what_is_guessed_first(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		password, key string
		context       []string
	}{
		"a sentence":                    {password: "det regnar i Malmö"},
		"the demo's":                    {password: "kept-demo"},
		"eight Greek letters":           {password: "ποταμόςξ"},
		"the longest":                   {password: strings.Repeat("ab c", 32)},
		"nothing":                       {password: "", key: "fault.required"},
		"seven characters":              {password: "kq7zp2x", key: "fault.password_short"},
		"seven characters of two bytes": {password: "ååååäää", key: "fault.password_short"},
		"too long":                      {password: strings.Repeat("ab c", 32) + "d", key: "fault.too_long"},
		"a NUL":                         {password: "nothing\x00here", key: "fault.not_text"},
		"no UTF-8":                      {password: "nothing\xffhere", key: "fault.not_text"},
		"a common one":                  {password: "Password", key: "fault.password_common"},
		"a common one with a year":      {password: "Sommar2026!", key: "fault.password_common"},
		"one character":                 {password: "aaaaaaaaaaaa", key: "fault.password_common"},
		"two characters":                {password: "abababababab", key: "fault.password_common"},
		"the person's name":             {password: "majalind", context: []string{"Maja Lind"}, key: "fault.password_common"},
		"the first name with digits":    {password: "Nikolaos1", context: []string{"Nikolaos P"}, key: "fault.password_common"},
		"the own address":               {password: "maja.lind@nordby.example", context: []string{"maja.lind@nordby.example"}, key: "fault.password_common"},
		"the company":                   {password: "nordbyfiber", context: []string{"Nordby Fiber"}, key: "fault.password_common"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := people.CheckPassword("password", c.password, c.context...)
			if c.key == "" {
				require.Nil(t, f)
				return
			}
			require.NotNil(t, f)
			require.Equal(t, c.key, f.Key)
			require.Equal(t, "password", f.Field)
		})
	}
}

func TestHashPassword_is_argon2id_with_a_salt_of_its_own(t *testing.T) {
	t.Parallel()
	one, err := people.HashPassword(t.Context(), longEnough)
	require.NoError(t, err)
	two, err := people.HashPassword(t.Context(), longEnough)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$"), one)
	require.NotEqual(t, one, two)
	require.NotContains(t, one, longEnough)
}

// TestCheckPassword_refuses_the_ten_thousand_commonest_however_they_are_written goes through the whole list.
func TestCheckPassword_refuses_the_ten_thousand_commonest_however_they_are_written(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("commonest.txt")
	require.NoError(t, err)
	all := strings.Split(strings.TrimSpace(string(list)), "\n")
	require.Greater(t, len(all), 10_000)
	for _, word := range all {
		if len(word) < people.PasswordMin {
			word += "-20262026"[:people.PasswordMin-len(word)]
		}
		for _, written := range []string{word, strings.ToUpper(word), " " + word} {
			f := people.CheckPassword("password", written)
			require.NotNil(t, f, "%q", written)
			require.Equal(t, "fault.password_common", f.Key, "%q", written)
		}
	}
}
