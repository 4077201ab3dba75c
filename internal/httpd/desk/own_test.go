package desk

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// newPassword gives somebody a password that they know.
func (d desk) newPassword(p people.Person, password string) {
	d.T.Helper()
	hash, err := people.HashPassword(d.T.Context(), password)
	require.NoError(d.T, err)
	d.Do(func(ctx context.Context, tx *pg.Tx) error { return people.SetPassword(ctx, tx, p.ID, hash, "") })
}

func TestProfile_keeps_name_signature_zone_and_keys(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Maja)
	form := v.Open("/desk/profile").Form("settings")
	p := form.Fill("name", "Maja Lindqvist-Berg").Fill("signature", "First line\n+45 70 10 20 31").Choose("zone", "Europe/Athens").Choose("keys", "off").Press("Save")
	p.Says("Maja Lindqvist-Berg")
	require.Contains(t, v.Open("/desk").Body, `data-keys="off"`)
	self, err := people.ProfileOf(t.Context(), d.DB, d.Maja.ID)
	require.NoError(t, err)
	require.Equal(t, people.Profile{Name: "Maja Lindqvist-Berg", Zone: "Europe/Athens", Signature: "First line\n+45 70 10 20 31", KeysOff: true}, self)
	require.NotContains(t, d.as(d.Jonas).Open("/desk").Body, `data-keys="`)

	form = v.Open("/desk/profile").Form("settings")
	form.Fill("name", " ").Fill("signature", strings.Repeat("a line\n", 7)).Forge("zone", "Local").Press("Save").
		Refuses(http.StatusUnprocessableEntity, "Fill this in.", "At most 6 lines fit here.", "Choose a time zone from the list.")
}

func TestPicture_is_drawn_anew_shown_to_colleagues_and_taken_away(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Maja)
	var sent bytes.Buffer
	require.NoError(t, png.Encode(&sent, image.NewRGBA(image.Rect(0, 0, 300, 200))))
	v.Open("/desk/profile").Form("portrait").Attach("picture", "me.png", sent.Bytes()).Press("Save the picture").Says(d.Maja.Name)
	src := regexp.MustCompile(`/desk/people/\d+/picture/[0-9a-f]+`).FindString(d.as(d.Jonas).Open("/desk/profile").Body)
	require.Empty(t, src, "Jonas sees himself there, who has none")
	src = regexp.MustCompile(`/desk/people/\d+/picture/[0-9a-f]+`).FindString(v.Open("/desk").Body)
	require.NotEmpty(t, src)
	face := d.as(d.Jonas).Open(src)
	require.Equal(t, http.StatusOK, face.Status)
	require.Equal(t, "image/jpeg", face.Header.Get("Content-Type"))
	_, kind, err := image.Decode(strings.NewReader(face.Body))
	require.NoError(t, err)
	require.Equal(t, "jpeg", kind)

	v.Open("/desk/profile").Form("portrait").Press("Save the picture").Refuses(http.StatusUnprocessableEntity, "Choose a picture first.")
	v.Open("/desk/profile").Form("portrait").Attach("picture", "me.svg", []byte("<svg/>")).Press("Save the picture").Refuses(http.StatusUnprocessableEntity, "This is no picture")
	v.Open("/desk/profile").Form("portrait").Attach("picture", "me.png", append(sent.Bytes(), make([]byte, people.PictureBytes)...)).Press("Save the picture").
		Refuses(http.StatusRequestEntityTooLarge, "larger than 8 MB")
	v.Send(http.MethodPost, "/desk/profile/picture/removals", "application/x-www-form-urlencoded", strings.NewReader("")).Says(d.Maja.Name).Lacks("Remove it")
	require.NotContains(t, v.Open("/desk").Body, "/picture/")
	require.Equal(t, http.StatusNotFound, d.as(d.Jonas).Open(src).Status)
}

func TestPassword_is_changed_by_who_knows_it_and_every_other_browser_is_out(t *testing.T) {
	t.Parallel()
	d := opened(t)
	const old, chosen = "a horse that answers", "seven kettles sing"
	d.newPassword(d.Maja, old)
	v, elsewhere := d.as(d.Maja), d.as(d.Maja)
	v.Open("/desk/profile/sessions").Form("password-form").Fill("current", "not this one").Fill("password", chosen).Press("Change the password").
		Refuses(http.StatusUnprocessableEntity, "This is not your password.")
	v.Open("/desk/profile/sessions").Form("password-form").Fill("current", old).Fill("password", "maja").Press("Change the password").
		Refuses(http.StatusUnprocessableEntity, "Use at least 8 characters.")
	p := v.Open("/desk/profile/sessions").Form("password-form").Fill("current", old).Fill("password", chosen).Press("Change the password")
	require.Contains(t, p.Note(), "Your password is changed.")
	require.NotEqual(t, http.StatusOK, elsewhere.Open("/desk").Status)
	id, err := people.Verify(t.Context(), d.DB, d.Maja.Address, chosen)
	require.NoError(t, err)
	require.Equal(t, d.Maja.ID, id.ID)
}

func TestSessions_are_listed_in_words_and_ended_from_one_of_them(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Maja)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.SignInFrom(ctx, tx, d.Maja.ID, "", people.Whence{
			Browser: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", Network: "192.0.2.0/24",
		})
		return err
	})
	jonas := d.as(d.Jonas)
	p := v.Open("/desk/profile/sessions")
	p.Says("Safari on iPhone", "192.0.2.0/24", "this one", "Sign out everywhere else")
	p = v.Send(http.MethodPost, "/desk/profile/sessions/ends", "application/x-www-form-urlencoded", strings.NewReader("session=all"))
	p.Says("this one").Lacks("Sign out everywhere else")
	require.Equal(t, http.StatusOK, jonas.Open("/desk").Status)
}
