using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Platform;

/// <summary>Finds the release of the running kernel.</summary>
public static partial class RunningKernelCollector
{
    /// <summary>The release, as in <c>uname -r</c>.</summary>
    public static Reading<string> Collect(IMachine machine, LogFacts log) =>
        Take(machine.Read("/proc/sys/kernel/osrelease"), Release())
            .OrElse(() => Take(machine.Read("/proc/version"), Banner()))
            .OrElse(() => Take(machine.Run(ToolCall.Of("uname", "-a")).Map(output => output.Output), Uname()))
            .OrElse(() => Take(machine.Run(ToolCall.Of("uname", "-r")).Map(output => output.Output), Release()))
            .OrElse(() => Last(log, PlatformSigns.Uname))
            .OrElse(() => Last(log, PlatformSigns.KernelBanner))
            .OrElse(() => Last(log, PlatformSigns.BootImage));

    private static Reading<string> Take(Reading<TextDocument> reading, Regex pattern)
    {
        if (!reading.TryGet(out var document))
        {
            return reading.Map(_ => "");
        }
        for (var i = 0; i < document.Lines.Length; i++)
        {
            if (pattern.Match(document.Lines[i]) is { Success: true } match)
            {
                return Reading.Known(match.Groups["release"].Value, document.At(i));
            }
        }
        return Reading.Unreadable<string>("no kernel release in it", document.Whole);
    }

    private static Reading<string> Last(LogFacts log, LogSign sign) => log.Current(sign) is [.., var hit]
        ? Reading.Known(hit["release"], hit.Source)
        : Reading.NotLooked<string>("running kernel");

    [GeneratedRegex(@"^\s*(?<release>[0-9]+\.[0-9]+\S*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Release();

    [GeneratedRegex(@"Linux version (?<release>[0-9]+\.[0-9]+\S*)", RegexOptions.CultureInvariant)]
    private static partial Regex Banner();

    // uname -a, or the answer of uname -r.
    [GeneratedRegex(@"Linux \S+ (?<release>[0-9]+\.[0-9]+\S*) #|^\s*(?<release>[0-9]+\.[0-9]+\.[0-9]+\S*)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Uname();
}
