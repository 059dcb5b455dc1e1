using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Layers.Bus;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>Reads the table that a bare nvidia-smi prints, two rows per GPU before MIG and three since.</summary>
public static partial class SmiTableParser
{
    /// <summary>The GPUs of the table; their fields stand under the paths of `nvidia-smi -q`.</summary>
    public static ImmutableArray<GpuState> Parse(TextDocument text)
    {
        var gpus = new List<GpuState>();
        var row = 0;
        var inProcesses = false;
        for (var i = 0; i < text.Lines.Length; i++)
        {
            var line = text.Lines[i].Replace('│', '|');
            inProcesses |= line.Contains("Processes:", StringComparison.Ordinal);
            if (inProcesses)
            {
                AddProcess(gpus, line);
            }
            else if (First().Match(line) is { Success: true } first && PciAddress.TryParse(first.Groups["address"].Value, out var address))
            {
                gpus.Add(Begin(address, first, text.At(i)));
                row = 1;
            }
            else if (row == 1 && gpus.Count > 0 && Second().Match(line) is { Success: true } second)
            {
                gpus[^1] = gpus[^1] with { Fields = Measure(gpus[^1].Fields, second, text.At(i)) };
                row = 2;
            }
            else if (row == 2 && gpus.Count > 0 && Third().Match(line) is { Success: true } third)
            {
                gpus[^1] = gpus[^1] with { Fields = gpus[^1].Fields.SetItem("MIG Mode/Current", Reading.Known(third.Groups["mig"].Value, text.At(i))) };
                row = 0;
            }
        }
        return [.. gpus.DistinctBy(gpu => gpu.Address)];
    }

    private static GpuState Begin(PciAddress address, Match row, Source place)
    {
        var fields = ImmutableDictionary.CreateBuilder<string, Reading<string>>(StringComparer.Ordinal);
        var (mode, display) = (row.Groups["persistence"].Value, row.Groups["display"].Value);
        if (mode is "On" or "Off")
        {
            fields["Persistence Mode"] = Reading.Known(mode == "On" ? "Enabled" : "Disabled", place);
        }
        if (display is "On" or "Off")
        {
            fields["Display Active"] = Reading.Known(display == "On" ? "Enabled" : "Disabled", place);
        }
        fields["Volatile Uncorr. ECC"] = Reading.Known(row.Groups["ecc"].Value, place);
        var name = row.Groups["name"].Value.Trim();
        return new GpuState(address, place)
        {
            Name = name.EndsWith("...", StringComparison.Ordinal) ? name[..^3].Trim() : name,
            Index = int.TryParse(row.Groups["index"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null,
            Fields = fields.ToImmutable(),
        };
    }

    private static ImmutableDictionary<string, Reading<string>> Measure(ImmutableDictionary<string, Reading<string>> fields, Match row, Source place)
    {
        var more = fields.ToBuilder();
        foreach (var (group, path) in Paths)
        {
            if (row.Groups[group] is { Success: true } value)
            {
                more[path] = Reading.Known(value.Value.Trim(), place);
            }
        }
        more["Compute Mode"] = Reading.Known(
            row.Groups["compute"].Value.Trim() switch
            {
                "E. Process" => "Exclusive_Process",
                "E. Thread" => "Exclusive_Thread",
                var mode => mode,
            },
            place);
        return more.ToImmutable();
    }

    private static (string Group, string Path)[] Paths { get; } =
    [
        ("fan", "Fan Speed"),
        ("temperature", "Temperature/GPU Current Temp"),
        ("state", "Performance State"),
        ("power", "GPU Power Readings/Power Draw"),
        ("limit", "GPU Power Readings/Power Limit"),
        ("used", "FB Memory Usage/Used"),
        ("total", "FB Memory Usage/Total"),
        ("utilisation", "Utilization/GPU"),
    ];

    private static void AddProcess(List<GpuState> gpus, string line)
    {
        if (Process().Match(line) is not { Success: true } row
            || !int.TryParse(row.Groups["gpu"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return;
        }
        var at = gpus.FindIndex(gpu => gpu.Index == index);
        if (at >= 0)
        {
            var process = new GpuProcess(
                int.TryParse(row.Groups["pid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null,
                row.Groups["type"].Value,
                row.Groups["name"].Value.Trim(),
                long.TryParse(row.Groups["memory"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : null);
            gpus[at] = gpus[at] with { Processes = gpus[at].Processes.Add(process) };
        }
    }

    // |   0  NVIDIA H100 NVL       On  |   00000000:33:00.0 Off |          0 |
    [GeneratedRegex(@"^\s*\|\s+(?<index>\d+)\s+(?<name>\S.*?)\s+(?<persistence>On|Off|N/A|ERR!)\s+\|\s+(?<address>[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-7])\s+(?<display>On|Off|N/A|ERR!)\s*\|\s*(?<ecc>\S+)\s*\|", RegexOptions.CultureInvariant)]
    private static partial Regex First();

    // | N/A   43C    P0     59W /  400W |       0MiB /  95830MiB |      0%      Default |
    [GeneratedRegex(@"^\s*\|\s*(?<fan>\S+)\s+(?<temperature>\S+)\s+(?<state>P\d+|ERR!|N/A)\s+(?<power>\S+)\s*/\s*(?<limit>\S+)\s*\|\s*(?<used>\S+)\s*/\s*(?<total>\S+)\s*\|\s*(?<utilisation>\S+)\s+(?<compute>\S.*?)\s*\|", RegexOptions.CultureInvariant)]
    private static partial Regex Second();

    [GeneratedRegex(@"^\s*\|\s+\|\s+\|\s+(?<mig>Enabled\*?|Disabled\*?|N/A)\s*\|", RegexOptions.CultureInvariant)]
    private static partial Regex Third();

    [GeneratedRegex(@"^\s*\|\s+(?<gpu>\d+)\s+(?:(?:N/A|\d+)\s+(?:N/A|\d+)\s+)?(?<pid>\d+|N/A)\s+(?<type>C|G|C\+G|M\+C)\s+(?<name>\S.*?)\s+(?<memory>\d+|N/A)(?:MiB)?\s*\|", RegexOptions.CultureInvariant)]
    private static partial Regex Process();
}
