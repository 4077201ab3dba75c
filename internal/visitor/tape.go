package visitor

import (
	"bytes"
	"sync"
)

// tape keeps what was read, for whoever looks at it meanwhile.
type tape struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (t *tape) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all.Write(b)
}

func (t *tape) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all.String()
}
