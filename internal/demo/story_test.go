package demo

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
)

// text is something that anybody reads of a story, and who wrote it.
type text struct {
	who   Key // empty: the customer
	do    Verb
	words string
}

// isInternal reports whether only the staff reads it, in whatever language they share.
func (x text) isInternal() bool {
	return slices.Contains([]Verb{Note, Finish, NoReply, AskUp, AnswerUp, TakeOver}, x.do)
}

func texts(s Story) []text {
	all := []text{{words: s.Subject}}
	for _, a := range s.Acts {
		if a.Text != "" {
			all = append(all, text{a.Who, a.Do, a.Text})
		}
		if a.For != "" {
			all = append(all, text{a.Who, a.Do, a.For})
		}
		if a.Promise != nil {
			all = append(all, text{a.Who, a.Do, a.Promise.Words})
		}
	}
	return all
}

func TestStories_ascend_in_time_and_never_share_an_instant(t *testing.T) {
	t.Parallel()
	for _, anchor := range anchors(t) {
		taken := map[time.Time]string{}
		for _, step := range Script(Stories(), anchor) {
			subject := Stories()[step.Story].Subject
			require.Falsef(t, step.At.After(anchor), "%s: %s is in the future", subject, step.At)
			require.Emptyf(t, taken[step.At], "%s: %s is another story's instant", subject, step.At)
			taken[step.At] = subject
		}
		for _, s := range Stories() {
			for i := 1; i < len(s.Acts); i++ {
				require.True(t, s.Acts[i-1].At.In(anchor).Before(s.Acts[i].At.In(anchor)), "%s: act %d", s.Subject, i)
			}
		}
	}
}

func TestStories_are_told_by_people_who_exist(t *testing.T) {
	t.Parallel()
	customers, staff := map[string]Customer{}, map[Key]Staff{}
	for _, c := range Customers() {
		require.Empty(t, customers[c.Key].Key, "%s is there twice", c.Key)
		require.True(t, strings.HasSuffix(c.Email, ".example"), c.Email)
		customers[c.Key] = c
	}
	for _, s := range Crew() {
		staff[s.Key] = s
	}
	tickets := map[string]int{}
	for _, s := range Stories() {
		c := customers[s.Customer]
		require.NotEmpty(t, c.Name, "%s: customer %q", s.Subject, s.Customer)
		require.Equal(t, c.Locale, s.Locale, "%s: the customer's language", s.Subject)
		require.Contains(t, []Team{FirstLine, Technical, Billing, FieldVisits, Contracts}, s.Team, s.Subject)
		tickets[s.Customer]++
		require.Equal(t, s.Team != FirstLine, len(s.Acts) > 1 && s.Acts[1].Do == Sort, "%s: sorted to its team", s.Subject)
		for i, a := range s.Acts {
			require.NotEqual(t, people.Admin, staff[a.Who].Role, "%s: who has no desk", s.Subject)
			require.Equal(t, a.Do == Arrive || a.Do == Finish, staff[a.Who].Role == people.Technician, "%s: who comes to customers has no desk", s.Subject)
			require.Equal(t, i == 0, a.Do == Ask, "%s: asked first and once", s.Subject)
			byCustomer := a.Do == Ask || a.Do == Write || a.Do == Works || a.Do == NotYet || a.Do == ThatsAll || a.Do == Agree || a.Do == AskColleague || a.Do == JoinIn
			require.Equal(t, byCustomer, a.Who == "", "%s: who does %q", s.Subject, a.Do)
			for _, k := range []Key{a.Who, a.To} {
				require.Truef(t, k == "" || staff[k].Name != "", "%s: nobody is %q", s.Subject, k)
			}
			if a.Promise != nil {
				require.Equal(t, Reply, a.Do, s.Subject)
				require.NotEmpty(t, staff[a.Promise.Owner].Name, s.Subject)
			}
			require.Equal(t, a.Do == Assign, a.To != "", s.Subject)
			require.Equal(t, a.Do == Merge, slices.ContainsFunc(Stories(), func(o Story) bool { return o.Subject == a.Into && o.Customer == s.Customer }), s.Subject)
			require.Equal(t, a.Do == SetPriority, a.Priority != "", s.Subject)
			require.Equal(t, a.Do == AskColleague || a.Do == JoinIn, strings.HasSuffix(a.With.Email, ".example"), s.Subject)
			require.Equal(t, a.Do == JoinIn, a.With.Name != "", s.Subject)
			require.True(t, a.Do != Sort || i == 1, "%s: sorted once", s.Subject)
			require.Equal(t, a.Do == Move || a.Do == LookAgain, a.Due != Moment{}, s.Subject)
			require.Equal(t, a.Then != "", a.For != "", s.Subject)
			require.True(t, a.Then == "" || a.Do == Reply, s.Subject)
			require.Equal(t, a.Do == AskUp, slices.Contains(Skills(), a.Skill), s.Subject)
			if a.Do == AnswerUp || a.Do == TakeOver {
				require.Equal(t, people.Supervisor, staff[a.Who].Role, s.Subject)
			}
		}
	}
	for _, c := range Customers() {
		require.Positive(t, tickets[c.Key], "%s asks nothing", c.Name)
		require.LessOrEqual(t, tickets[c.Key], 3, c.Name)
	}
}

func TestStories_are_in_five_languages(t *testing.T) {
	t.Parallel()
	count := map[i18n.Locale]int{}
	for _, s := range Stories() {
		count[s.Locale]++
	}
	require.Equal(t, map[i18n.Locale]int{i18n.EN: 20, i18n.SV: 13, i18n.DA: 13, i18n.PL: 9, i18n.EL: 8}, count)
}

func TestStories_are_written_in_the_letters_of_their_language(t *testing.T) {
	t.Parallel()
	own := map[i18n.Locale]string{i18n.EN: "", i18n.SV: "åäö", i18n.DA: "æøå", i18n.PL: "ąćęłńóśźż"}
	for _, s := range Stories() {
		var all strings.Builder
		for _, x := range texts(s) {
			if x.isInternal() {
				continue
			}
			all.WriteString(strings.ToLower(x.words))
			if s.Locale == i18n.EL {
				require.Greater(t, greekShare(x.words), 0.5, x.words)
			} else {
				require.Zero(t, greekShare(x.words), x.words)
			}
		}
		if letters := own[s.Locale]; letters != "" {
			require.True(t, strings.ContainsAny(all.String(), letters), s.Subject)
		}
		for l, letters := range own {
			foreign := strings.Trim(letters, own[s.Locale]+"óå")
			if l == i18n.PL && s.Locale != i18n.PL || l == i18n.DA && s.Locale == i18n.SV || l == i18n.SV && s.Locale == i18n.DA {
				require.False(t, strings.ContainsAny(all.String(), foreign), "%s: letters of %s", s.Subject, l)
			}
		}
	}
}

// greekShare is the share of Greek letters among the letters of a text.
func greekShare(s string) float64 {
	var greek, letters int
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
		if unicode.Is(unicode.Greek, r) {
			greek++
		}
	}
	return float64(greek) / float64(max(letters, 1))
}

func TestStories_keep_the_voice_of_the_desk(t *testing.T) {
	t.Parallel()
	never := map[i18n.Locale][]string{
		i18n.EN: {"sla", "breach", "escalat", "agent", "requester", "resolve", "pending", "submit", "overdue", "soon", "please be advised", "has been updated", "important to us", "kindly", "inconvenience"},
		i18n.SV: {"snart", "eskaler"}, i18n.DA: {"snart", "eskaler"}, i18n.PL: {"wkrótce", "niebawem", "eskal"}, i18n.EL: {"σύντομα"},
	}
	for _, s := range Stories() {
		for _, x := range texts(s) {
			require.LessOrEqual(t, utf8.RuneCountInString(x.words), 2000, s.Subject)
			require.Equal(t, strings.TrimSpace(x.words), x.words, s.Subject)
			require.LessOrEqual(t, strings.Count(x.words, "!"), 1, x.words)
			if x.who == "" {
				continue
			}
			require.NotContains(t, x.words, "!", "the desk does not shout")
			if x.isInternal() {
				continue
			}
			for _, word := range never[s.Locale] {
				require.NotContains(t, strings.Fields(strings.ToLower(x.words)), word, x.words)
				if len(word) > 3 {
					require.NotContains(t, strings.ToLower(x.words), word, x.words)
				}
			}
		}
	}
}

func TestStories_promise_in_words_without_a_time(t *testing.T) {
	t.Parallel()
	for _, s := range Stories() {
		for _, a := range s.Acts {
			if a.Promise == nil {
				continue
			}
			require.False(t, strings.ContainsFunc(a.Promise.Words, unicode.IsDigit), a.Promise.Words)
			require.NotContains(t, a.Promise.Words, "{day", a.Promise.Words)
			require.False(t, strings.HasSuffix(a.Promise.Words, "."), a.Promise.Words)
			spoken := strings.ReplaceAll(a.Text, ".", ":") // Danish writes 14.30
			require.Contains(t, spoken, a.Promise.Due.clock, "%s: the text names the time", s.Subject)
		}
	}
}

func TestStories_name_days_that_have_a_word(t *testing.T) {
	t.Parallel()
	for _, anchor := range anchors(t) {
		for _, step := range Script(Stories(), anchor) {
			s := Stories()[step.Story]
			filled, err := Fill(step.Act.Text, s.Locale, step.At, anchor)
			require.NoError(t, err, s.Subject)
			require.NotContains(t, filled, "{", s.Subject)
			require.NotContains(t, filled, "}", s.Subject)
		}
	}
}

func TestStories_bring_files_that_open(t *testing.T) {
	t.Parallel()
	var files int
	for _, s := range Stories() {
		for _, a := range s.Acts {
			for _, f := range a.Files {
				content, err := f.Content()
				require.NoError(t, err)
				require.Less(t, len(content), 64<<10, f.Name)
				require.Equal(t, strings.HasSuffix(f.Name, ".png"), strings.HasPrefix(string(content), "\x89PNG"), f.Name)
				files++
			}
		}
	}
	require.GreaterOrEqual(t, files, 8)
}

func TestFile_without_content_is_an_error(t *testing.T) {
	t.Parallel()
	_, err := File{Name: "empty.txt"}.Content()
	require.ErrorContains(t, err, "empty.txt")
}
