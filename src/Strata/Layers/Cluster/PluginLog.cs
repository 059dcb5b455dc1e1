using System.Collections.Immutable;
using System.Globalization;
using Strata.Machine;

namespace Strata.Layers.Cluster;

/// <summary>Reads what the device plugin's containers wrote, where the kubelet keeps it.</summary>
public static class PluginLog
{
    private const string Folder = "/var/log/pods";
    private const int MostFiles = 8;

    /// <summary>Lines of the newest logs that take a GPU out of service.</summary>
    public static ImmutableArray<Source> Marked(IMachine machine) =>
    [
        .. machine.List(Folder).Or([]).Where(name => name.Contains("device-plugin", StringComparison.Ordinal) && name.Contains("nvidia", StringComparison.Ordinal))
            .SelectMany(pod => machine.List($"{Folder}/{pod}").Or([]).Select(container => $"{Folder}/{pod}/{container}"))
            .Select(container => (Container: container, Newest: machine.List(container).Or([]).Where(IsLog).MaxBy(Number)))
            .Where(log => log.Newest is not null).Take(MostFiles)
            .SelectMany(log => machine.Read($"{log.Container}/{log.Newest}").Map(Lines).Or([])),
    ];

    private static bool IsLog(string name) => name.EndsWith(".log", StringComparison.Ordinal);

    // 0.log, 1.log: one for each start of the container.
    private static int Number(string name) => int.TryParse(name.AsSpan(0, name.Length - 4), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static ImmutableArray<Source> Lines(TextDocument log) =>
        [.. Enumerable.Range(0, log.Lines.Length).Where(i => ClusterSigns.MarkedUnhealthy.Any(sign => sign.Match(log.Lines[i]) is not null)).Select(log.At)];
}
