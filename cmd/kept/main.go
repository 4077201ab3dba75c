// Command kept is the whole product in one binary: pages, worker, and the commands that look after them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when the binary is built; without that it is the commit that Go wrote into it.
var version string

// commands are everything that kept can do; each stands in a file of its own.
type commands struct {
	Serve   serveCommand   `cmd:"" help:"Serve the pages, and work (unless --no-worker)."`
	Work    workCommand    `cmd:"" help:"Work only: keep time, send mail. Any number beside any number of servers."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's schema up or down, or say where it stands."`
	Demo    demoCommand    `cmd:"" help:"The demo desk: load it, move its clock, clear it."`
	User    userCommand    `cmd:"" help:"The people who work here: add one, set a password, list them."`
	Doctor  doctorCommand  `cmd:"" help:"Look whether everything that must hold holds."`
	Audit   auditCommand   `cmd:"" help:"The record of rights, settings, persons and sign-ins: find out whether anybody changed it."`
	Bench   benchCommand   `cmd:"" help:"A desk for measuring: fill an empty database with any number of tickets."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

func run(ctx context.Context, args []string) int {
	parser, err := kong.New(&commands{},
		kong.Name("kept"),
		kong.Description("Kept is the helpdesk that keeps its promises.\n\nEvery flag can be set by the environment variable that stands behind it. `kept help COMMAND` says more of a command."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "kept:", err)
		return 2
	}
	command, err := parser.Parse(helpArgs(args))
	if err != nil {
		var wrong *kong.ParseError
		if errors.As(err, &wrong) {
			fmt.Fprintf(os.Stderr, "kept: %v\n\n", err)
			if usage := wrong.Context.PrintUsage(true); usage != nil {
				fmt.Fprintln(os.Stderr, "kept:", usage)
			}
			return 2
		}
		fmt.Fprintln(os.Stderr, "kept:", err)
		return 2
	}
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "kept:", err)
		return 1
	}
	return 0
}

// helpArgs turns `kept help serve` into `kept serve --help`, and `kept help` or `kept` alone into `kept --help`.
func helpArgs(args []string) []string {
	if len(args) == 0 {
		return []string{"--help"}
	}
	if args[0] == "help" {
		return append(append([]string{}, args[1:]...), "--help")
	}
	return args
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run() error {
	_, err := fmt.Println("kept", versionText())
	return err
}

func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
