using System.Collections.Immutable;
using Strata.Linux.Files;
using Strata.Linux.Tools;
using Strata.Machine;

namespace Strata.Linux.KernelLog;

/// <summary>Asks a journal for the kernel's log and for the services of the GPU stack: this host's, or the files of another root.</summary>
internal sealed class KernelJournal(ToolRunner tools, JournalFiles? files = null)
{
    private const string Directory = "--directory=";
    private const string KernelLines = "20000";
    private const string UnitLines = "2000";

    private static readonly ImmutableArray<string> Form = ["-o", "short-iso", "--no-hostname", "--reverse"];

    private static readonly ImmutableArray<string> DriverUnits = ["--unit=nvidia-*"];

    private static readonly ImmutableArray<string> ServiceUnits =
        ["--unit=kubelet", "--unit=k3s*", "--unit=docker", "--unit=containerd", "--unit=crio", "--unit=ollama", "--unit=vllm*"];

    private LogText? _current;
    private bool _isAsked;

    /// <summary>The kernel's log of this boot; null when the journal does not have it.</summary>
    public LogText? CurrentBoot()
    {
        if (!_isAsked)
        {
            _isAsked = true;
            _current = Kernel("0", Era.Current);
        }
        return _current;
    }

    /// <summary>The kernel's log of the boot before.</summary>
    public LogText? EarlierBoot() => Kernel("-1", Era.EarlierBoot);

    /// <summary>What the services of the GPU stack wrote since this boot.</summary>
    public IReadOnlyList<LogText> Units()
    {
        var logs = new List<LogText>();
        foreach (var units in (ReadOnlySpan<ImmutableArray<string>>)[DriverUnits, ServiceUnits])
        {
            if (Ask(string.Join(' ', units), Era.Current, ["-b", "0", .. Form, "-n", UnitLines, .. units]) is { } log)
            {
                logs.Add(log);
            }
        }
        return logs;
    }

    private LogText? Kernel(string boot, Era era) => Ask($"-k -b {boot}", era, ["-k", "-b", boot, .. Form, "-n", KernelLines]);

    // The newest line comes first, so that it is there when a flood is cut. A log that is cut or late is still worth reading:
    // the whole lines that came are true.
    private LogText? Ask(string what, Era era, ImmutableArray<string> arguments)
    {
        ImmutableArray<string> where = files is null ? [] : [Directory + files.Place];
        if (!tools.RunRaw(new ToolCall("journalctl", [.. where, .. arguments])).TryGet(out var run) || run.Output.Length == 0 || run.ExitCode is > 0)
        {
            return null;
        }
        var name = files is null ? $"journalctl {what}" : $"journalctl {Directory}{files.Path} {what}";
        var text = Forward(TextDocument.Of(name, Strings.Clean("", run.Output)), run.IsCut || run.IsLate);
        return new LogText(name, era, LogLines.Of(text));
    }

    // A message of several lines keeps their order: what does not start with a time belongs to the line above it.
    internal static TextDocument Forward(TextDocument text, bool isCut)
    {
        var lines = isCut && text.Lines.Length > 0 ? text.Lines.RemoveAt(text.Lines.Length - 1) : text.Lines;
        var forward = ImmutableArray.CreateBuilder<string>(lines.Length);
        var end = lines.Length;
        for (var i = lines.Length - 1; i >= 0; i--)
        {
            if (i == 0 || !lines[i].StartsWith(' '))
            {
                forward.AddRange(Continuation.Attribute([.. lines.AsSpan()[i..end]]));
                end = i;
            }
        }
        return new TextDocument(text.Name, forward.ToImmutable());
    }
}
