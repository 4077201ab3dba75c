package layout

import (
	"context"
	"slices"

	"github.com/kepthq/kept/internal/i18n"
)

// KeysPath is the page of all keys.
const KeysPath = "/desk/keys"

// Key is a key that does something (docs/design.md 10). The pages carry their keys on what these press; this list is what
// people read, and a test holds the two against each other.
type Key struct {
	Press string   // as a page's data-key has it, "r" or "g m"; "" for what script does by itself
	Caps  []string // as they are drawn
	Words string
	On    []string // the screens that have it; none: everywhere at the desk
	For   string   // a role, when only some have it: "supervisor"
}

// The screens that have keys of their own.
const (
	onQueue     = "queue"
	onTicket    = "ticket"
	onSearch    = "search"
	onCustomers = "customers"
	onCustomer  = "customer"
	onMerge     = "merge"
)

// Keys are all of them.
func Keys(ctx context.Context) []Key {
	return slices.Concat(listKeys(ctx), ticketKeys(ctx), everyKeys(ctx))
}

func listKeys(ctx context.Context) []Key {
	lists, queue := []string{onQueue, onSearch, onCustomers, onCustomer}, []string{onQueue}
	return []Key{
		{Caps: []string{"J", "K"}, Words: i18n.T(ctx, "keyboard.move"), On: lists},
		{Caps: []string{"↵"}, Words: i18n.T(ctx, "keyboard.enter"), On: queue},
		{Caps: []string{"↵"}, Words: i18n.T(ctx, "keyboard.enter_it"), On: lists[1:]},
		{Press: "x", Caps: []string{"X"}, Words: i18n.T(ctx, "keyboard.choose"), On: queue},
		{Caps: []string{"⇧", "J"}, Words: i18n.T(ctx, "keyboard.choose_more"), On: queue},
		{Press: "f", Caps: []string{"F"}, Words: i18n.T(ctx, "keyboard.filter"), On: []string{onQueue, onCustomers, onCustomer, onMerge}},
	}
}

func ticketKeys(ctx context.Context) []Key {
	both := []string{onQueue, onTicket}
	return []Key{
		{Press: "r", Caps: []string{"R"}, Words: i18n.T(ctx, "keyboard.reply"), On: both},
		{Press: "n", Caps: []string{"N"}, Words: i18n.T(ctx, "keyboard.note"), On: both},
		{Press: "p", Caps: []string{"P"}, Words: i18n.T(ctx, "keyboard.promise"), On: both},
		{Press: "a", Caps: []string{"A"}, Words: i18n.T(ctx, "keyboard.assign"), On: []string{onQueue, onTicket, onCustomer}},
		{Press: "t", Caps: []string{"T"}, Words: i18n.T(ctx, "topics.panel.tag"), On: both},
		{Press: "s", Caps: []string{"S"}, Words: i18n.T(ctx, "keyboard.solve"), On: []string{onTicket}},
		{Press: "e", Caps: []string{"E"}, Words: i18n.T(ctx, "keyboard.ask"), On: both},
		{Press: "m", Caps: []string{"M"}, Words: i18n.T(ctx, "merge.key"), On: []string{onTicket}},
		{Caps: []string{"Ctrl", "↵"}, Words: i18n.T(ctx, "keyboard.send"), On: []string{onTicket}},
	}
}

func everyKeys(ctx context.Context) []Key {
	return []Key{
		{Caps: []string{"Ctrl", "K"}, Words: i18n.T(ctx, "palette.key")},
		{Press: "/", Caps: []string{"/"}, Words: i18n.T(ctx, "search.title")},
		{Press: ".", Caps: []string{"."}, Words: i18n.T(ctx, "assign.next"), On: []string{onQueue, onTicket, "next"}},
		{Press: "c", Caps: []string{"C"}, Words: i18n.T(ctx, "kinds.caller.key")},
		{Press: "g m", Caps: []string{"G", "M"}, Words: i18n.T(ctx, "keyboard.mine")},
		{Press: "g n", Caps: []string{"G", "N"}, Words: i18n.T(ctx, "notice.key")},
		{Press: "g o", Caps: []string{"G", "O"}, Words: i18n.T(ctx, "keyboard.open")},
		{Press: "g u", Caps: []string{"G", "U"}, Words: i18n.T(ctx, "keyboard.unassigned")},
		{Press: "g c", Caps: []string{"G", "C"}, Words: i18n.T(ctx, "customer.title")},
		{Press: "g s", Caps: []string{"G", "S"}, Words: i18n.T(ctx, "keyboard.supervisor"), For: "supervisor"},
		{Caps: []string{"Esc"}, Words: i18n.T(ctx, "keyboard.back")},
		{Press: "?", Caps: []string{"?"}, Words: i18n.T(ctx, "keyboard.help")},
	}
}

// isOn reports whether a page of a screen has the key, for who looks at it.
func (k Key) isOn(ctx context.Context, screen string) bool {
	return (len(k.On) == 0 || slices.Contains(k.On, screen)) && (k.For == "" || ViewerFrom(ctx).Supervises())
}

// keysOf are the keys of a screen: its own, or those that are everywhere.
func keysOf(ctx context.Context, screen string, own bool) []Key {
	return slices.DeleteFunc(Keys(ctx), func(k Key) bool { return !k.isOn(ctx, screen) || own != (len(k.On) > 0) })
}
