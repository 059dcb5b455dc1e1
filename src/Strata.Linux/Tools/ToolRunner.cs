using System.Collections.Immutable;
using System.Globalization;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Tools;

/// <summary>
/// Runs allow-listed tools: an absolute path, an argument array, a cleared environment, standard input empty, a deadline and
/// a cap on the output. A tool that is late is killed with all it started, except one that calls into the GPU driver: that
/// one is left behind, because killing a client in the middle of a call can freeze a GPU.
/// </summary>
internal sealed class ToolRunner(ToolRunnerOptions? options = null)
{
    private static readonly string[] Environment =
    [
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "LANG=C.UTF-8", "HOME=/", "TERM=dumb", "COLUMNS=500",
        "PAGER=cat", "SYSTEMD_PAGER=cat", "SYSTEMD_COLORS=0", "SYSTEMD_LESS=",
    ];

    private readonly ToolRunnerOptions _options = options ?? new ToolRunnerOptions();
    private readonly Dictionary<string, string> _late = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _abandoned;

    /// <summary>Number of tools that were left behind in the driver.</summary>
    public int Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>True when the tool is on the list and on this machine.</summary>
    public bool IsInstalled(string name) =>
        _options.Tools.Any(tool => tool.Name == name) && Find(name, new Source(name), out _) is not null;

    /// <summary>Runs a tool and gives its output as text.</summary>
    public Reading<ToolOutput> Run(ToolCall call)
    {
        var source = new Source(call.CommandLine);
        return RunRaw(call) switch
        {
            Reading<ToolRun>.Known { Value.IsLate: true } =>
                Reading.Unreadable<ToolOutput>("did not answer in " + Seconds(), source),
            Reading<ToolRun>.Known { Value.IsCut: true } =>
                Reading.Unreadable<ToolOutput>($"printed more than {Strings.Size(_options.MostBytes)}", source),
            Reading<ToolRun>.Known { Value: var run } =>
                Reading.Known(new ToolOutput(run.ExitCode, TextDocument.Of(call.CommandLine, Strings.Clean("", run.Output))), source),
            var other => other.Map(_ => new ToolOutput(null, new TextDocument(call.CommandLine, []))),
        };
    }

    /// <summary>Runs a tool and gives what it printed even when it was late or printed too much.</summary>
    public Reading<ToolRun> RunRaw(ToolCall call)
    {
        var source = new Source(call.CommandLine);
        var tool = _options.Tools.FirstOrDefault(tool => tool.Name == call.Tool);
        if (tool is null || !tool.Allows(call.Arguments))
        {
            return Reading.Unreadable<ToolRun>("is not on the list of commands that strata runs", source);
        }
        if (Find(call.Tool, source, out var refusal) is not { } path)
        {
            return refusal ?? Reading.Absent<ToolRun>(source);
        }
        lock (_lock)
        {
            if (_late.TryGetValue(call.Tool, out var earlier))
            {
                return Reading.Unreadable<ToolRun>($"not tried, because `{earlier}` did not answer", source);
            }
            if (tool.CallsDriver && Abandoned >= _options.MostAbandoned)
            {
                return Reading.Unreadable<ToolRun>("not tried, because other tools hang in the driver", source);
            }
        }
        return Start(tool, path, call, source);
    }

    private Reading<ToolRun> Start(AllowedTool tool, string path, ToolCall call, Source source)
    {
        ImmutableArray<string> arguments = [path, .. tool.Before, .. call.Arguments];
        using var child = ChildProcess.Start(path, [.. arguments], Environment, out var error);
        if (child is null)
        {
            return Reading.Unreadable<ToolRun>(SystemError.Text(error), source);
        }
        var run = child.Collect(_options.Deadline, _options.MostBytes, keepDraining: tool.CallsDriver);
        if (run.IsLate)
        {
            Remember(tool, call);
        }
        if ((run.IsLate || run.IsCut) && !tool.CallsDriver)
        {
            child.Kill();
        }
        return Reading.Known(run, source);
    }

    private void Remember(AllowedTool tool, ToolCall call)
    {
        lock (_lock)
        {
            _late.TryAdd(tool.Name, call.CommandLine);
            if (tool.CallsDriver)
            {
                _abandoned++;
            }
        }
    }

    private string? Find(string name, Source source, out Reading<ToolRun>? refusal)
    {
        refusal = null;
        foreach (var directory in _options.Directories)
        {
            var path = directory + "/" + name;
            switch (Executable.Look(path))
            {
                case Executable.State.Usable:
                    return path;
                case Executable.State.ChangeableByOthers:
                    refusal ??= Reading.Unreadable<ToolRun>($"{path} can be changed by other users and is not run", source);
                    break;
                case Executable.State.NotPermitted:
                    refusal ??= Reading.Unreadable<ToolRun>($"{path} may not be run by this user", source);
                    break;
            }
        }
        return null;
    }

    private string Seconds() => _options.Deadline.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
}
