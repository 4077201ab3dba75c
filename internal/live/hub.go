package live

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"sync"
	"time"

	"github.com/kepthq/kept/internal/presence"
)

// remembered is how many signals a process remembers: a page that comes back within so many has missed nothing.
const remembered = 4096

// The limits of streams.
const (
	MostOfOne = 12     // at a time, of one session or one link
	most      = 20_000 // of one process
)

// Why a stream is refused.
var (
	ErrTooMany = errors.New("too many streams stand open")
	ErrClosed  = errors.New("the process is ending")
)

// Hub hands on what is heard to the streams of this process. It is an Ear of package listen.
type Hub struct {
	mu      sync.Mutex
	epoch   cipher.Block // of this process, since it last began to listen: nobody reads from a mark how much happens
	stands  bool
	closed  bool
	next    uint64 // the number of the next signal
	ring    [remembered]signal
	first   uint64 // the oldest signal of this epoch
	streams map[*Stream]struct{}
	of      map[string]int // how many are of one

	done chan struct{}
}

// New is a hub that has heard nothing yet.
func New() *Hub {
	return &Hub{epoch: epoch(), streams: map[*Stream]struct{}{}, of: map[string]int{}, done: make(chan struct{})}
}

// Stand begins a new epoch: whatever was said before may have been missed.
func (h *Hub) Stand() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.epoch, h.stands, h.first = epoch(), true, h.next
	for s := range h.streams {
		s.lost = true
		s.nudge()
	}
}

// Fall notes that nothing is heard: who asks meanwhile cannot be told from where to go on.
func (h *Hub) Fall() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.epoch, h.stands, h.first = epoch(), false, h.next
	for s := range h.streams {
		s.lost = true
		s.nudge()
	}
}

// Hear remembers a signal and nudges the streams. It waits for none.
func (h *Hub) Hear(line string) {
	s := read(line)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ring[h.next%remembered] = s
	h.next++
	for stream := range h.streams {
		if stream.reader.of(s) != 0 {
			stream.nudge()
		}
	}
}

// Mark is where the hub stands: a page takes it along before it reads anything, and so can say what it knows already.
func (h *Hub) Mark() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mark(h.next)
}

func epoch() cipher.Block {
	var key [16]byte
	rand.Read(key[:]) // never fails: the runtime ends the program instead
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // a key of sixteen bytes is one
	}
	return block
}

func (h *Hub) mark(at uint64) string {
	var text [aes.BlockSize]byte
	binary.BigEndian.PutUint64(text[:], at)
	h.epoch.Encrypt(text[:], text[:])
	return base64.RawURLEncoding.EncodeToString(text[:])
}

// position reads a mark. False: this process cannot say what has been said since.
func (h *Hub) position(mark string) (uint64, bool) {
	text, err := base64.RawURLEncoding.DecodeString(mark)
	if err != nil || len(text) != aes.BlockSize || !h.stands {
		return 0, false
	}
	h.epoch.Decrypt(text, text)
	at := binary.BigEndian.Uint64(text)
	if binary.BigEndian.Uint64(text[8:]) != 0 || at > h.next || at < h.first || h.next-at > remembered {
		return 0, false
	}
	return at, true
}

// Count is how many streams stand open in this process.
func (h *Hub) Count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.streams)
}

// Pace is how long a page should wait between two looks at a whole list: so long that all streams of the process together
// ask a hundred times a second.
func (h *Hub) Pace() time.Duration {
	return max(time.Second, time.Duration(h.Count())*10*time.Millisecond)
}

// Open begins a stream from a mark on. whose is the session or link that it counts for.
func (h *Hub) Open(r Reader, whose, mark string) (*Stream, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosed
	}
	if h.of[whose] >= MostOfOne || len(h.streams) >= most {
		return nil, ErrTooMany
	}
	s := &Stream{hub: h, reader: r, whose: whose, wake: make(chan struct{}, 1)}
	var known bool
	if s.at, known = h.position(mark); !known {
		s.at, s.lost = h.next, true
	}
	h.streams[s] = struct{}{}
	h.of[whose]++
	s.nudge()
	return s, nil
}

// Close ends every stream, and lets none begin.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.done)
	}
}

// Done is closed when the process ends.
func (h *Hub) Done() <-chan struct{} { return h.done }

// Stream is one page that stands open. It is read by one goroutine.
type Stream struct {
	hub    *Hub
	whose  string
	wake   chan struct{}
	closed bool

	// What stands below is the hub's to guard.
	reader   Reader
	at       uint64 // the first signal that it has not read
	lost     bool   // it cannot know what it has missed
	presence presence.ID
}

func (s *Stream) nudge() {
	select {
	case s.wake <- struct{}{}:
	default: // it has not looked since the last one
	}
}

// Wake says that there may be something to read.
func (s *Stream) Wake() <-chan struct{} { return s.wake }

// Read is what has been said since the last time, as one, and the mark from which on to go on. Nobody counts how often: a
// stream that is slow reads later, and misses nothing.
func (s *Stream) Read() (News, string) {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	var all News
	if !h.stands {
		return Deaf, h.mark(h.next)
	}
	if s.lost || h.next-s.at > remembered {
		all, s.lost = All, false
	} else {
		for ; s.at < h.next; s.at++ {
			all |= s.reader.of(h.ring[s.at%remembered])
		}
	}
	s.at = h.next
	return all, h.mark(h.next)
}

// See changes what the stream's reader may hear of.
func (s *Stream) See(r Reader) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.reader = r
}

// Stay notes that the stream's reader is at the ticket that it shows, for as long as it stands open.
func (s *Stream) Stay(id presence.ID) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.presence = id
}

// present are the readers who are at a ticket.
func (h *Hub) present() []presence.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []presence.ID
	for s := range h.streams {
		if s.presence != 0 {
			all = append(all, s.presence)
		}
	}
	return all
}

// Close takes the stream away.
func (s *Stream) Close() {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	delete(h.streams, s)
	if h.of[s.whose]--; h.of[s.whose] == 0 {
		delete(h.of, s.whose)
	}
}
