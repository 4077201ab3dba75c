package httpd

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSheet_holds_no_formula(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	s := NewSheet(w, "audit.csv")
	require.NoError(t, s.Row("a, b", `"c"`, "=1+1", "+45 12", "-1", "@sum", "\tx", "＝1", ""))
	require.NoError(t, s.End())
	require.Equal(t, "\ufeff\"a, b\",\"\"\"c\"\"\",'=1+1,'+45 12,'-1,'@sum,'\tx,'＝1,\r\n", w.Body.String())
	require.Equal(t, `attachment; filename="audit.csv"`, w.Header().Get("Content-Disposition"))
}
