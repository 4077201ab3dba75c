package factor

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMatch_takes_the_code_of_now_one_before_and_one_after_and_none_twice(t *testing.T) {
	t.Parallel()
	const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1_000_000_000, 4_000_000_000).Draw(t, "at"), 0)
		off := rapid.Int64Range(-4, 4).Draw(t, "off")
		code, err := totp.GenerateCode(secret, at.Add(time.Duration(off)*period*time.Second))
		require.NoError(t, err)
		step, ok := match(secret, code, at, 0)
		if off >= -around && off <= around {
			require.True(t, ok)
			_, again := match(secret, code, at, step)
			require.False(t, again, "a code is taken once, and none before it")
			spaced, ok := match(secret, code[:3]+" "+code[3:], at, step-1)
			require.True(t, ok, "as people type it")
			require.Equal(t, step, spaced)
		}
	})
	at := time.Unix(1_700_000_000, 0)
	for _, off := range []int{-2, 2, 10} {
		code, err := totp.GenerateCode(secret, at.Add(time.Duration(off)*period*time.Second))
		require.NoError(t, err)
		_, ok := match(secret, code, at, 0)
		require.False(t, ok, "%d", off)
	}
	for _, junk := range []string{"", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00"} {
		_, ok := match(secret, junk, at, 0)
		require.False(t, ok, "%q", junk)
	}
}

func TestPlain_reads_recovery_codes_as_people_write_them(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"abcd-efgh-2345", "ABCD EFGH 2345", " abcdefgh2345 ", "ab-cd-ef-gh-23-45"} {
		require.Equal(t, "abcdefgh2345", plain(written))
	}
	require.Equal(t, "aocd", plain("a0cd"))
	require.Empty(t, plain("αβγδ"))
	require.Empty(t, plain(string(make([]byte, 101))))
}
