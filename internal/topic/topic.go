// Package topic keeps what tickets can be about: the topics that customers choose from, each with its own questions, and
// the tags by which the staff sorts tickets. It exists so that an admin can name them once, in every language, and
// rename them without rewriting what was said. It must never know what a ticket says.
package topic

import (
	"slices"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
)

// ID is a topic's number.
type ID int64

// How much there may be, and how long; characters are UTF-16 units, as maxlength counts.
const (
	MaxTopics  = 200 // of all levels, archived ones too
	MaxLevel   = 3
	MaxFields  = 20 // of one topic that are asked
	MaxOptions = 50 // of one choice
	MaxTags    = 200
	MaxOfTags  = 20  // on one ticket
	MaxName    = 80  // of a topic, of a choice's option
	MaxLabel   = 120 // of a question
	MaxHint    = 200
	MaxTag     = 40
	MaxText    = 200  // of an answer in one line
	MaxLong    = 5000 // of a long one
)

// Names are what one thing is called, by language.
type Names map[i18n.Locale]string

// In is the name in a language; where there is none, in the desk's, else in any.
func (n Names) In(l, desk i18n.Locale) string {
	for _, one := range append([]i18n.Locale{l, desk}, i18n.Locales...) {
		if n[one] != "" {
			return n[one]
		}
	}
	return ""
}

// Topic is one thing that a ticket can be about.
type Topic struct {
	ID         ID
	ParentID   *ID // nil: at the top
	Level      int // 1 at the top
	Names      Names
	Icon       string // name of the sprite's symbol, without its prefix
	Position   int    // among those of its parent
	TeamID     *people.TeamID
	SkillID    *int64 // what whoever answers should know; nil: as its parent says
	Priority   *sla.Priority
	IsHidden   bool
	ArchivedAt *time.Time
}

// Tree is every topic, each behind its parent and in order.
type Tree []Topic

// Find is the topic with a number; false: there is none.
func (t Tree) Find(id ID) (Topic, bool) {
	for _, one := range t {
		if one.ID == id {
			return one, true
		}
	}
	return Topic{}, false
}

// Path is the way down to a topic, the top first and the topic itself last; empty where there is none.
func (t Tree) Path(id ID) []Topic {
	var path []Topic
	for one, found := t.Find(id); found; one, found = t.Find(*one.ParentID) {
		path = append([]Topic{one}, path...)
		if one.ParentID == nil {
			break
		}
	}
	return path
}

// Children are a topic's own, in order; those at the top for 0.
func (t Tree) Children(id ID) []Topic {
	var found []Topic
	for _, one := range t {
		if one.ParentID == nil && id == 0 || one.ParentID != nil && *one.ParentID == id {
			found = append(found, one)
		}
	}
	return found
}

// Below is a topic with everything below it.
func (t Tree) Below(id ID) []ID {
	var found []ID
	if _, known := t.Find(id); known {
		found = append(found, id)
	}
	for _, child := range t.Children(id) {
		found = append(found, t.Below(child.ID)...)
	}
	return found
}

// height is how many levels a topic and what is below it take.
func (t Tree) height(id ID) int {
	most := 0
	for _, child := range t.Children(id) {
		most = max(most, t.height(child.ID))
	}
	return most + 1
}

// IsOpen reports whether the staff can choose a topic: neither it nor one above it is archived.
func (t Tree) IsOpen(id ID) bool {
	path := t.Path(id)
	return len(path) > 0 && !slices.ContainsFunc(path, func(one Topic) bool { return one.ArchivedAt != nil })
}

// IsPublic reports whether customers may know of a topic: neither it nor one above it is hidden.
func (t Tree) IsPublic(id ID) bool {
	path := t.Path(id)
	return len(path) > 0 && !slices.ContainsFunc(path, func(one Topic) bool { return one.IsHidden })
}

// Offered are those of a topic's children that a customer can choose, those at the top for 0.
func (t Tree) Offered(id ID) []Topic {
	return slices.DeleteFunc(t.Children(id), func(one Topic) bool { return one.IsHidden || one.ArchivedAt != nil })
}

// Team is who gets what is asked about a topic, as it or the nearest above it says; nil: none says.
func (t Tree) Team(id ID) *people.TeamID {
	path := t.Path(id)
	for i := len(path) - 1; i >= 0; i-- {
		if path[i].TeamID != nil {
			return path[i].TeamID
		}
	}
	return nil
}

// Skill is what whoever answers should know, as the topic or the nearest above it says; 0: none says.
func (t Tree) Skill(id ID) int64 {
	path := t.Path(id)
	for i := len(path) - 1; i >= 0; i-- {
		if path[i].SkillID != nil {
			return *path[i].SkillID
		}
	}
	return 0
}

// Priority is what a ticket about a topic begins with, as it or the nearest above it says; normal where none does.
func (t Tree) Priority(id ID) sla.Priority {
	path := t.Path(id)
	for i := len(path) - 1; i >= 0; i-- {
		if path[i].Priority != nil {
			return *path[i].Priority
		}
	}
	return sla.Normal
}

// Name is what a topic is called with those above it, "Internet › Slow wifi"; "" where there is none.
func (t Tree) Name(id ID, l, desk i18n.Locale) string {
	name := ""
	for i, one := range t.Path(id) {
		if i > 0 {
			name += " › "
		}
		name += one.Names.In(l, desk)
	}
	return name
}

// What the audit calls changes of topics, their questions and tags.
const (
	AuditTopicAdded       audit.Kind = "topic.added"
	AuditTopicChanged     audit.Kind = "topic.changed"
	AuditTopicMoved       audit.Kind = "topic.moved"
	AuditTopicArchived    audit.Kind = "topic.archived"
	AuditTopicReturned    audit.Kind = "topic.returned"
	AuditQuestionAdded    audit.Kind = "topic.question_added"
	AuditQuestionChanged  audit.Kind = "topic.question_changed"
	AuditQuestionMoved    audit.Kind = "topic.question_moved"
	AuditQuestionArchived audit.Kind = "topic.question_archived"
	AuditQuestionReturned audit.Kind = "topic.question_returned"
	AuditTagAdded         audit.Kind = "tag.added"
	AuditTagChanged       audit.Kind = "tag.changed"
	AuditTagJoined        audit.Kind = "tag.joined"
	AuditTagRemoved       audit.Kind = "tag.removed"
)
