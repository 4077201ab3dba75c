package i18n

import "strconv"

// Number writes n with the language's grouping: en 12,345, sv 12 345 and pl 12 345 (with spaces that do
// not break), da and el 12.345. Polish groups from five digits on. Ticket numbers are names, not
// amounts, and never come here.
func (l *Localizer) Number(n int) string {
	names := l.names()
	digits, sign := strconv.Itoa(n), ""
	if n < 0 {
		digits, sign = digits[1:], "−"
	}
	if n < names.groupFrom && n > -names.groupFrom {
		return sign + digits
	}
	var out string
	for len(digits) > 3 {
		out = names.group + digits[len(digits)-3:] + out
		digits = digits[:len(digits)-3]
	}
	return sign + digits + out
}

// Size writes a length in bytes as people read files: "812 B", "340 kB", en "1.4 MB", the others
// "1,4 MB", with a space that does not break. A unit is 1024 of the one before, as limits and file
// managers count. It rounds up, so that a file over a limit never reads as if it were at the limit.
// Below zero is zero.
func (l *Localizer) Size(bytes int64) string {
	const kilo, mega, giga = 1 << 10, 1 << 20, 1 << 30
	switch {
	case bytes <= 0:
		return "0" + noBreak + "B"
	case bytes < kilo:
		return l.Number(int(bytes)) + noBreak + "B"
	case bytes <= mega-kilo:
		return l.Number(int((bytes+kilo-1)/kilo)) + noBreak + "kB"
	case bytes <= giga-mega:
		return l.tenths(bytes, mega) + noBreak + "MB"
	default:
		return l.tenths(bytes, giga) + noBreak + "GB"
	}
}

// tenths writes n/unit, rounded up to one decimal, which is left out when it is zero.
func (l *Localizer) tenths(n, unit int64) string {
	whole, rest := n/unit, n%unit
	tenth := (rest*10 + unit - 1) / unit
	if tenth == 10 {
		whole, tenth = whole+1, 0
	}
	text := l.Number(int(whole))
	if tenth > 0 {
		text += l.names().decimal + strconv.FormatInt(tenth, 10)
	}
	return text
}
