package httpd

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/kepthq/kept/web/ui"
)

// Toast says on the next page what has just been done. The words travel through the browser in a cookie, which no
// other site can set where pages come by https (__Host-); they are shown as text only.
func (s *Server) Toast(w http.ResponseWriter, n ui.Note) error {
	b, err := json.Marshal(n)
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(noteCookie, base64.RawURLEncoding.EncodeToString(b), time.Minute))
	return nil
}

// note is what the page before wanted to have said, and forgets it. A cookie that is not one of ours says nothing.
func (s *Server) note(w http.ResponseWriter, r *http.Request) *ui.Note {
	value := s.cookieValue(r, noteCookie)
	if value == "" {
		return nil
	}
	s.drop(w, noteCookie)
	b, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return nil
	}
	n := &ui.Note{}
	if err := json.Unmarshal(b, n); err != nil || n.Text == "" {
		return nil
	}
	return n
}
