package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUserAdd_makes_one_line_of_a_name(t *testing.T) {
	t.Parallel()
	n := userAddCommand{Name: " Ada\r\nBcc: x@y.example\t", Address: " ada@break.example\n"}.newcomer("Europe/Oslo")
	require.Equal(t, "Ada Bcc: x@y.example", n.Name)
	require.Equal(t, "ada@break.example", n.Address)
	require.Equal(t, "Europe/Oslo", *n.Zone)
}
