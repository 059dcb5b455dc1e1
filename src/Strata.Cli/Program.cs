using System.CommandLine;
using System.CommandLine.Help;
using Strata.Cli.Commands;
using Strata.Cli.Commands.Agent;
using Strata.Cli.Commands.Capture;
using Strata.Cli.Commands.Doctor;
using Strata.Cli.Commands.Explain;
using Strata.Cli.Commands.Gpu;
using Strata.Cli.Commands.Rule;
using Strata.Cli.Commands.Top;
using Strata.Cli.Commands.Xid;
using Strata.Cli.Terminal;
using Strata.Linux;
using Strata.Rendering;

namespace Strata.Cli;

internal static class Program
{
    public static int Main(string[] arguments)
    {
        try
        {
            return Run(arguments);
        }
        catch (UsageException error)
        {
            return Fail(error, ExitCodes.Usage);
        }
        catch (ServiceException error)
        {
            return Fail(error, error.ExitCode);
        }
        catch (InputException error)
        {
            return Fail(error, ExitCodes.Input);
        }
        catch (Exception error) when (error is OutputException or UnauthorizedAccessException)
        {
            return Fail(error, ExitCodes.NotPermitted);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Fail(error, ExitCodes.Input);
        }
        catch (IOException error)
        {
            return Fail(error, ExitCodes.TryLater);
        }
#pragma warning disable CA1031 // the last door: a bug must not show as a stack trace
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Fail(new InvalidOperationException($"a bug in strata: {error.GetBaseException().GetType().Name}: {error.GetBaseException().Message} (STRATA_DEBUG=1 shows more)", error), ExitCodes.Bug);
        }
    }

    private static int Run(string[] arguments)
    {
        var root = Root();
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples and not PrintVersion)
        {
            StandardError.WriteLine("strata: " + PlainText.Clean(ErrorOf(parsed)));
            StandardError.WriteLine($"Try: {PathOf(parsed.CommandResult.Command)} --help");
            return ExitCodes.Usage;
        }
        var output = new StringWriter();
        var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output });
        if (output.GetStringBuilder().Length > 0)
        {
            StandardOutput.Write(output.ToString());
        }
        return code;
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Reads every layer of the NVIDIA GPU stack of a host and names the one that broke.")
        {
            DoctorCommand.Create(),
            ExplainCommand.Create(),
            CaptureCommand.Create(),
            RuleCommand.Create(),
            XidCommand.Create(),
            GpuCommand.Create(),
            AgentCommand.Create(),
            TopCommand.Create(),
            ProbeCommand.Create(),
        };
        root.Directives.Clear();
        root.HelpName = "strata";
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help } helpOption)
            {
                helpOption.Action = new HelpWithExamples(help);
            }
            else if (option is VersionOption version)
            {
                version.Action = new PrintVersion();
            }
        }
        return root;
    }

    private static string ErrorOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0 || (command.Action is not null && parsed.UnmatchedTokens.Count == 0))
        {
            return parsed.Errors[0].Message;
        }
        var known = string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name));
        if (command.Action is not null && parsed.UnmatchedTokens is [['-', ..] option, ..])
        {
            return $"{option}: no such option";
        }
        return parsed.UnmatchedTokens is [var unknown, ..] ? $"{unknown}: no such command; there are {known}" : $"name a command: {known}";
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "strata";

    private static int Fail(Exception error, int code)
    {
        StandardError.WriteLine("strata: " + PlainText.Clean(error.Message));
        if (Environment.GetEnvironmentVariable("STRATA_DEBUG") == "1")
        {
            StandardError.WriteLine(error.ToString());
        }
        return code;
    }
}
