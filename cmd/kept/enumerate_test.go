package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// addresses are one of everybody whom a stranger could wish to find out about, and of nobody.
func (p pair) addresses() map[string]string {
	p.T.Helper()
	p.givesHannaPassword()
	left := p.Hires(people.Agent, "Lone Left")
	hash, err := people.HashPassword(p.T.Context(), known)
	require.NoError(p.T, err)
	for _, q := range []string{
		fmt.Sprintf(`update people set password = '%s' where id in (%d, %d)`, hash, left.ID, p.Mette.ID),
		fmt.Sprintf(`update addresses set confirmed_at = kept_now() where person_id in (%d, %d)`, left.ID, p.Mette.ID),
		fmt.Sprintf(`update people set is_active = false where id in (%d, %d)`, left.ID, p.Mette.ID),
	} {
		p.exec(q)
	}
	erased := p.Piotr.Address
	p.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Erase(ctx, tx, p.Karin.Acting(), p.Piotr.ID, p.Piotr.Name)
		return err
	})
	return map[string]string{
		"a colleague": p.Maja.Address, "a colleague in capitals": strings.ToUpper(p.Ingrid.Address), "a colleague without a password": p.Jonas.Address,
		"a technician": p.Oskar.Address, "a colleague who left": left.Address, "a customer": p.Hanna.Address, "a customer without a password": p.Goran.Address,
		"a customer who is deactivated": p.Mette.Address, "a customer who was erased": erased, "nobody": "nobody@nowhere.example", "nobody of ours": "nobody@nordby.example",
	}
}

var cookieValue = regexp.MustCompile(`^([^=]+)=[^;]*`)

// seen is all that a stranger gets to see of an answer, without what they have typed themselves and what chance has drawn.
func seen(a answer, typed ...string) string {
	body := formKey.ReplaceAllString(a.body, "")
	a.Header.Del("X-Request-Id")
	var headers []string
	for _, name := range slices.Sorted(maps.Keys(a.Header)) {
		for _, v := range a.Header[name] {
			if name == "Set-Cookie" {
				v = cookieValue.ReplaceAllString(v, "$1=…")
			}
			headers = append(headers, name+": "+v)
		}
	}
	text := fmt.Sprint(a.StatusCode, "\n", strings.Join(headers, "\n"), "\n", body)
	for _, t := range typed {
		text = strings.ReplaceAll(text, t, "…")
	}
	return text
}

// TestStrangers_find_out_at_no_door_who_has_an_address_here knocks at each door with the address of everybody and of nobody: the
// answers are one to the byte, with the same status, headers and cookies, and as much is written.
func TestStrangers_find_out_at_no_door_who_has_an_address_here(t *testing.T) {
	t.Parallel()
	p := paired(t)
	all := p.addresses()
	for name, knock := range map[string]func(address string) []call{
		"the staff's sign-in, with a guess": func(address string) []call {
			return []call{{path: "/login", form: url.Values{"email": {address}, "password": {"a guess"}, "next": {"/desk"}}}}
		},
		"the staff's sign-in, with a guess that is too long": func(address string) []call {
			return []call{{path: "/login", form: url.Values{"email": {address}, "password": {strings.Repeat("a guess", 30)}}}}
		},
		"the customers' sign-in, with a guess": func(address string) []call {
			return []call{{path: "/signin/passwords", form: url.Values{"email": {address}, "password": {"a guess"}}}}
		},
		"a forgotten password": func(address string) []call {
			return []call{{path: "/login/forgotten", form: url.Values{"email": {address}}}, {method: http.MethodGet, path: "/login/forgotten/sent"}}
		},
		"a mailed link": func(address string) []call {
			browser := []string{"Cookie", "__Host-kept_signin=" + string(people.NewToken())}
			return []call{
				{path: "/signin/links", form: url.Values{"email": {address}}, headers: browser}, {method: http.MethodGet, path: "/signin/sent", headers: browser},
			}
		},
		"a mailed link, from a new browser": func(address string) []call {
			return []call{{path: "/signin/links", form: url.Values{"email": {address}, "next": {"/my/profile"}}}}
		},
	} {
		said, wrote := map[string][]string{}, map[string][]string{}
		for who, address := range all {
			before := p.counts(t)
			var answers strings.Builder
			for i, c := range knock(address) {
				if c.method == "" {
					c.method = http.MethodPost
				}
				a := sendTo(t, p.servers[i%2], c)
				require.Less(t, a.StatusCode, http.StatusInternalServerError)
				answers.WriteString(seen(a, address))
			}
			said[answers.String()] = append(said[answers.String()], who)
			written := ""
			after := p.counts(t)
			for _, table := range slices.Sorted(maps.Keys(after)) {
				if after[table] != before[table] {
					written += fmt.Sprint(table, " ", after[table]-before[table], " ")
				}
			}
			wrote[written] = append(wrote[written], who)
		}
		require.Len(t, said, 1, "%s tells apart: %v", name, slices.Collect(maps.Values(said)))
		require.Len(t, wrote, 1, "%s writes differently: %v", name, wrote)
	}
}

// TestStrangers_with_the_right_password_at_the_wrong_door_are_told_what_a_wrong_one_is: the staff's opens nothing at the
// customers' door, nor a customer's at the staff's, nor that of somebody who is gone at either.
func TestStrangers_with_the_right_password_at_the_wrong_door_are_told_what_a_wrong_one_is(t *testing.T) {
	t.Parallel()
	p := paired(t)
	all := p.addresses()
	for path, whos := range map[string][]string{
		"/login":            {"a customer", "a colleague who left", "a customer who is deactivated", "nobody"},
		"/signin/passwords": {"a colleague", "a colleague who left", "a customer who is deactivated", "nobody"},
	} {
		said := map[string][]string{}
		for _, who := range whos {
			for _, password := range []string{known, "a guess of somebody's"} {
				a := sendTo(t, p.servers[0], call{method: http.MethodPost, path: path, form: url.Values{"email": {all[who]}, "password": {password}}})
				require.Equal(t, http.StatusUnprocessableEntity, a.StatusCode, "%s at %s", who, path)
				text := seen(a, all[who])
				said[text] = append(said[text], who)
			}
		}
		require.Len(t, said, 1, "%s tells apart: %v", path, slices.Collect(maps.Values(said)))
	}
}

// TestStrangers_who_try_too_often_are_stopped_at_the_same_try_whoever_has_the_address and hear the same.
func TestStrangers_who_try_too_often_are_stopped_at_the_same_try_whoever_has_the_address(t *testing.T) {
	t.Parallel()
	p := paired(t)
	all := p.addresses()
	h := p.limited(p.DB, func(c *serveCommand) {
		c.SignInPerAccount, c.LinksPerAddress, c.ForgotPerAddress, c.AskPerAddress = some, some, some, some
	})
	for _, path := range []string{"/login", "/signin/passwords", "/signin/links", "/login/forgotten"} {
		said := map[string][]string{}
		for who, address := range all {
			var answers strings.Builder
			for range some + 1 {
				form := url.Values{"email": {address}, "password": {strings.Repeat("a guess", 30)}} // which nobody's can be: no hash is made
				answers.WriteString(seen(sendTo(t, h, call{method: http.MethodPost, path: path, form: form}), address))
			}
			said[answers.String()] = append(said[answers.String()], who)
			require.Contains(t, answers.String(), "429")
		}
		require.Len(t, said, 1, "%s tells apart: %v", path, slices.Collect(maps.Values(said)))
	}
}

// TestStrangers_who_ask_or_ask_along_find_out_nothing either: a question and an invitation are taken for every address alike.
func TestStrangers_who_ask_or_ask_along_find_out_nothing(t *testing.T) {
	t.Parallel()
	p := paired(t)
	all := p.addresses()
	asked, along := map[string][]string{}, map[string][]string{}
	for who, address := range all {
		key := cast.Key()
		form := url.Values{"key": {key}, "name": {"A Stranger"}, "email": {address}, "subject": {"No internet"}, "body": {"Help."}, "language": {"en"}}
		text := seen(sendTo(t, p.servers[0], call{method: http.MethodPost, path: "/tickets", form: form}), address, key)
		asked[text] = append(asked[text], who)
		if address == p.Hanna.Address {
			continue // whose ticket it is
		}
		x := p.make(p.Hanna, true)
		form = url.Values{"address": {address}}
		session := p.signedIn(p.Hanna.ID)
		own := fmt.Sprintf("/my/tickets/%d", x.number)
		text = seen(sendTo(t, p.servers[0], call{method: http.MethodPost, path: own + "/followers", form: form, session: session}), address, fmt.Sprint(x.number))
		along[text] = append(along[text], who)
	}
	require.Len(t, asked, 1, "a question tells apart: %v", slices.Collect(maps.Values(asked)))
	require.Len(t, along, 1, "asking along tells apart: %v", slices.Collect(maps.Values(along)))
}
