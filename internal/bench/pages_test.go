package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/ticket"
)

// act is something that somebody asks of the desk. Each of its requests is another one, made before the clock runs.
type act struct {
	name    string
	samples int // for each number of clients
	make    func(i int) *http.Request
}

// BenchmarkPages takes the time of what is done at a desk all day, at a constant rate of arrivals: the latency counts from
// the instant at which a request was to be sent, whoever was busy then.
func BenchmarkPages(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				f := loadedDesk(b, n)
				time.Sleep(5 * time.Second) // what began with the start is over
				idle := f.memory()
				out := os.Stderr // a line as soon as it is known
				fmt.Fprintf(out, "\n%d tickets, idle process %.0f MB, times in ms (load %s)\n", n, idle, machineLoad())
				fmt.Fprintln(out, "| act | p50 | its SQL | trips | empty page | KB | 1 client: p95, p99 | 8: p50, p95, p99 | 32: p50, p95, p99 | at |")
				fmt.Fprintln(out, "|---|---|---|---|---|---|---|---|---|---|")
				for _, a := range f.acts() {
					f.line(out, a)
				}
				f.counts(out)
				f.weigh(out)
				f.mixed(out)
				fmt.Fprintf(out, "after all: %.0f MB, load %s\n", f.memory(), machineLoad())
				b.ReportMetric(idle, "MB/idle")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// acts are what is measured. Each reply, each take and each question is to a ticket of its own.
func (f *full) acts() []act {
	page := func(path string) func(int) *http.Request {
		return func(i int) *http.Request { return f.get(i, path) }
	}
	free := f.numbers(`t.live and t.assignee_id is null`)
	waiting := f.numbers(`t.status = 'open' and t.assignee_id is not null and t.unanswered_since is not null`)
	shift := func(from *[]string) string {
		require.NotEmpty(f.b, *from, "too few tickets for so many samples")
		number := (*from)[0]
		*from = (*from)[1:]
		return "/desk/tickets/" + number
	}
	return []act{
		{"queue, first page", size(150), page("/desk")},
		{"queue, a team's open", size(150), page("/desk?team=2&status=open")},
		{"queue, fiftieth page", size(150), page(f.fiftieth())},
		{"closed, first page", size(150), page("/desk?status=closed")},
		{"ticket of 5 messages", size(150), page("/desk/tickets/" + f.sized(5))},
		{"ticket of 200 messages", size(60), page("/desk/tickets/" + f.sized(200))},
		{"search, a common word", size(150), page("/desk/search?q=router")},
		{"search, a rare word", size(150), page("/desk/search?q=" + f.rare())},
		{"search, a number", size(150), page("/desk/search?q=" + f.sized(5))},
		{"submit", size(60), func(i int) *http.Request { return f.question(i) }},
		{"take", size(60), func(i int) *http.Request {
			return f.by(i, f.as(i).Open(shift(&free)).Form("take-form").Request("Take"))
		}},
		{"reply", size(60), func(i int) *http.Request {
			return f.by(i, f.as(i).Open(shift(&waiting)).Form("reply-form").Fill("body", "The line is quiet now, please try again.").Request("Send"))
		}},
	}
}

func (f *full) question(i int) *http.Request {
	r := f.as(i).Open("/tickets/new").Form("question").Choose("topic", "6").Fill("name", "Hanna Lund").
		Fill("email", fmt.Sprintf("new-%d@post.example", time.Now().UnixNano())).Fill("subject", "No internet").Fill("body", "Since last night.").Request("Send")
	return r
}

// line measures one act, and writes its line.
func (f *full) line(out io.Writer, a act) {
	alone, sql, empty, trips, size := f.beside(a)
	fmt.Fprintf(out, "| %s | %.1f | %.1f | %d | %.2f | %.1f |", a.name, middle(alone), middle(sql), trips, middle(empty), float64(size)/1024)
	quiet := middle(alone) / 1000
	for _, clients := range []int{1, 8, 32} {
		rate := 0.5 / quiet // one client is busy half of the time
		if clients == 1 {
			h := f.openLoop(a, clients, rate)
			fmt.Fprintf(out, " %.1f, %.1f |", ms(h, 95), ms(h, 99))
			continue
		}
		rate = 0.8 / quiet // more of them keep the cores busier
		h := f.openLoop(a, clients, rate)
		fmt.Fprintf(out, " %.1f, %.1f, %.1f |", ms(h, 50), ms(h, 95), ms(h, 99))
		if clients == 32 {
			fmt.Fprintf(out, " %.0f/s |\n", rate)
		}
	}
}

// beside takes in turn the time of the page, of its SQL alone in this process, and of an empty page through the same
// router; all in milliseconds. It says too how often the page waits for the database and how many bytes it has.
func (f *full) beside(a act) (alone, sql, empty []float64, trips, bytes int) {
	n := max(10, a.samples/3)
	for i := range n {
		took, size, err := f.send(a.make(i))
		require.NoError(f.b, err)
		alone, bytes = append(alone, milliseconds(took)), size
		took, _, err = f.send(f.get(i, "/healthz"))
		require.NoError(f.b, err)
		empty = append(empty, milliseconds(took))
		r := a.make(i)
		f.heard.Since()
		f.here.ServeHTTP(httptest.NewRecorder(), r)
		heard := f.heard.Since()
		sql, trips = append(sql, milliseconds(heard.Took)), heard.Trips
	}
	return alone[n/5:], sql[n/5:], empty[n/5:], trips, bytes
}

// send sends a request to the program, and reads the whole answer.
func (f *full) send(r *http.Request) (time.Duration, int, error) {
	out := r.Clone(context.Background())
	out.RequestURI, out.URL.Scheme, out.URL.Host = "", "http", f.there
	out.Host = r.Host
	out.Header.Set("Accept-Encoding", "gzip")
	begin := time.Now()
	answer, err := f.client.Do(out)
	if err != nil {
		return 0, 0, err
	}
	n, err := io.Copy(io.Discard, answer.Body)
	took := time.Since(begin)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return 0, 0, err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return 0, 0, fmt.Errorf("%s answered %d", r.URL.Path, answer.StatusCode)
	}
	return took, int(n), nil
}

// openLoop sends an act's requests at a constant rate, by so many clients at most at once.
func (f *full) openLoop(a act, clients int, rate float64) *hdrhistogram.Histogram {
	requests := make([]*http.Request, a.samples)
	for i := range requests {
		requests[i] = keep(f.b, a.make(i))
	}
	return f.arrive(requests, clients, rate)
}

// arrive lets requests arrive one after the other, each at its instant.
func (f *full) arrive(requests []*http.Request, clients int, rate float64) *hdrhistogram.Histogram {
	h := hdrhistogram.New(1, 60_000_000, 3)
	begin := time.Now()
	var mu sync.Mutex
	var all sync.WaitGroup
	var failed error
	next := 0
	for range clients {
		all.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= len(requests) {
					return
				}
				intended := begin.Add(time.Duration(float64(i) / rate * float64(time.Second)))
				time.Sleep(time.Until(intended))
				_, _, err := f.send(requests[i])
				took := time.Since(intended)
				mu.Lock()
				failed = errors.Join(failed, err, h.RecordValue(took.Microseconds()))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	require.NoError(f.b, failed)
	return h
}

// asset is something of ours that a page's head or body names, with what its browser asks for at once: styles, scripts, fonts
// that are preloaded, the icon and pictures.
var asset = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// weigh says what comes over the wire for the queue's first page: at the first visit, with all that the page names, and then.
func (f *full) weigh(out io.Writer) {
	warm, page, err := f.fetch("/desk")
	require.NoError(f.b, err)
	cold, requests := warm, 1
	named := map[string]bool{}
	for _, m := range asset.FindAllSubmatch(page, -1) {
		if path := string(m[1]); !named[path] {
			named[path] = true
			n, _, err := f.fetch(path)
			require.NoError(f.b, err)
			cold, requests = cold+n, requests+1
		}
	}
	fmt.Fprintf(out, "queue's first visit: %d requests, %.0f KB; later: 1 request, %.1f KB\n", requests, float64(cold)/1024, float64(warm)/1024)
}

// fetch gets something as a browser does: how many bytes its body has on the wire, and what it says.
func (f *full) fetch(path string) (int, []byte, error) {
	r := f.get(0, path)
	r.RequestURI, r.URL.Scheme, r.URL.Host = "", "http", f.there
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := f.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	sent, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return 0, nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return 0, nil, fmt.Errorf("%s answered %d", path, answer.StatusCode)
	}
	if answer.Header.Get("Content-Encoding") != "gzip" {
		return len(sent), sent, nil
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(sent))
	if err != nil {
		return 0, nil, err
	}
	said, err := io.ReadAll(unpacked)
	return len(sent), said, err
}

// mixed is a working day at 100 requests a second: half tickets, a quarter queues, some filters, replies, questions and searches.
func (f *full) mixed(out io.Writer) {
	all := map[string]act{}
	for _, a := range f.acts() {
		all[a.name] = a
	}
	pattern := []string{
		"ticket of 5 messages", "queue, first page", "ticket of 5 messages", "queue, a team's open", "ticket of 5 messages", "reply", "ticket of 5 messages",
		"queue, first page", "ticket of 5 messages", "closed, first page", "ticket of 5 messages", "queue, first page", "ticket of 5 messages", "submit",
		"search, a common word", "queue, fiftieth page", "ticket of 5 messages", "queue, first page", "ticket of 5 messages", "reply",
	}
	var requests []*http.Request
	for i := range size(1500) {
		requests = append(requests, keep(f.b, all[pattern[i%len(pattern)]].make(i)))
	}
	h := f.arrive(requests, 32, 100)
	fmt.Fprintf(out, "| mixed | | | | | | | | %.1f, %.1f, %.1f | 100/s |\n", ms(h, 50), ms(h, 95), ms(h, 99))
}

// counts takes the time of all numbers of the side bar.
func (f *full) counts(out io.Writer) {
	var took, sql []float64
	trips := 0
	for range size(60) {
		f.heard.Since()
		begin := time.Now()
		_, err := ticket.Count(f.b.Context(), f.db, f.actor, begin.Truncate(24*time.Hour))
		took = append(took, milliseconds(time.Since(begin)))
		require.NoError(f.b, err)
		heard := f.heard.Since()
		sql, trips = append(sql, milliseconds(heard.Took)), heard.Trips
	}
	fmt.Fprintf(out, "| all counts | %.1f | %.1f | %d | | | | | | |\n", middle(took), middle(sql), trips)
}

// keep lets a request's body be read when its time comes.
func keep(b *testing.B, r *http.Request) *http.Request {
	b.Helper()
	if r.Body == nil {
		return r
	}
	body, err := io.ReadAll(r.Body)
	require.NoError(b, err)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return r
}

func ms(h *hdrhistogram.Histogram, percentile float64) float64 {
	return float64(h.ValueAtQuantile(percentile)) / 1000
}

func middle(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// machineLoad is how busy the machine was in the last minute.
func machineLoad() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	load, _, _ := bytes.Cut(text, []byte(" "))
	return string(load)
}
