using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>Judges why a module build failed, from a make.log and from what tools print about it.</summary>
public static partial class BuildLog
{
    /// <summary>Failures in a make.log; empty when it ends well.</summary>
    public static ImmutableArray<BuildFailure> Judge(TextDocument log)
    {
        var traces = ImmutableArray.CreateBuilder<(BuildSign Sign, BuildFailure Failure)>();
        var head = log.Lines.Length > 0 ? Head().Match(log.Lines[0]) : Match.Empty;
        for (var i = 0; i < log.Lines.Length; i++)
        {
            foreach (var sign in BuildSigns.Known)
            {
                if (sign.Sign.Match(log.Lines[i]) is { } groups)
                {
                    traces.Add((sign, Trace(sign, groups, log.At(i))));
                }
            }
        }
        return
        [
            .. Choose(traces.ToImmutable()).Select(failure => failure with
            {
                Kernel = head.Success ? head.Groups["kernel"].Value : failure.Kernel,
                Version = head.Success ? DriverVersion.Parse(head.Groups["version"].Value) : failure.Version,
            }),
        ];
    }

    /// <summary>Failures that the logs of the current boot tell.</summary>
    public static ImmutableArray<BuildFailure> Judge(LogFacts log) => Choose(
    [
        .. BuildSigns.Known.SelectMany(sign => log.Current(sign.Sign).Select(hit => (sign, Trace(sign, hit.Groups, hit.Source)))),
    ]);

    private static ImmutableArray<BuildFailure> Choose(ImmutableArray<(BuildSign Sign, BuildFailure Failure)> traces)
    {
        if (!traces.Any(trace => trace.Sign.Alone))
        {
            return [];
        }
        var version = traces.Select(trace => trace.Failure.Version).FirstOrDefault(found => found is not null);
        var kernel = traces.Where(trace => trace.Failure.Cause == BuildCause.Unknown).Select(trace => trace.Failure.Kernel).FirstOrDefault(found => found is not null);
        return
        [
            .. traces.Select(trace => trace.Failure with
            {
                Version = trace.Failure.Version ?? version,
                Kernel = trace.Failure.Kernel ?? kernel,
            }),
        ];
    }

    private static BuildFailure Trace(BuildSign sign, IReadOnlyDictionary<string, string> groups, Source source)
    {
        var text = source.Text ?? "";
        var kernel = groups.GetValueOrDefault("kernel") ?? (Release().Match(text) is { Success: true } release ? release.Groups["kernel"].Value : null);
        var version = groups.GetValueOrDefault("version") ?? (Version().Match(text) is { Success: true } path ? path.Groups["version"].Value : null);
        return new BuildFailure(sign.Cause, source)
        {
            Symbol = groups.GetValueOrDefault("symbol"),
            Kernel = kernel?.TrimEnd('.', ','),
            Version = DriverVersion.Parse(version),
        };
    }

    [GeneratedRegex(@"^DKMS .*make\.log for \S*?[-/](?<version>\d+\.[\d.]*\d)\S* for kernel (?<kernel>\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex(@"(?:/lib/modules/|linux-headers-)(?<kernel>\d+\.\d+[^/\s'‘’]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Release();

    [GeneratedRegex(@"nvidia[\w-]*?[-/](?<version>\d{2,3}\.\d+(?:\.\d+)?)[/\s]", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
