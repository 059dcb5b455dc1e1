using System.CommandLine;
using System.Runtime.InteropServices;
using Strata.Linux.Nvml.Probe;

namespace Strata.Cli.Commands;

/// <summary><c>strata probe</c>: the process that calls the driver's library, started by strata itself and by nobody else.</summary>
internal static class ProbeCommand
{
    private const string Name = "probe";
    private const string LibraryOption = "--library";

    public static Command Create()
    {
        var library = new Option<string?>(LibraryOption) { HelpName = "PATH" };
        var command = new Command(Name, "Answers questions about the GPUs over a pipe.") { library };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            // Whoever ends strata must not end a call in the middle: the end of the input does.
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
            using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal => signal.Cancel = true);
            using var input = Console.OpenStandardInput();
            using var output = Console.OpenStandardOutput();
            ProbeServer.Serve(parsed.GetValue(library), input, output);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The command line that starts a probe of this very program.</summary>
    public static IReadOnlyList<string> Line(string? library)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("this program has no path");
        string[] start = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.Combine(AppContext.BaseDirectory, "Strata.Cli.dll"), Name] : [program, Name];
        return library is null ? start : [.. start, LibraryOption, Path.GetFullPath(library)];
    }
}
