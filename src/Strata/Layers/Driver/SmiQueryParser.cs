using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Layers.Bus;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>
/// Reads `nvidia-smi -q` of every branch (384 to 600), whole or cut down with -d. Sections are told by indentation; keys that
/// were renamed stand under their newest name.
/// </summary>
public static partial class SmiQueryParser
{
    /// <summary>The GPUs of the transcript.</summary>
    public static ImmutableArray<GpuState> Parse(TextDocument text)
    {
        var gpus = ImmutableArray.CreateBuilder<GpuState>();
        var start = -1;
        var address = default(PciAddress);
        for (var i = 0; i <= text.Lines.Length; i++)
        {
            var header = i < text.Lines.Length ? Header().Match(text.Lines[i]) : Match.Empty;
            if (start >= 0 && (i == text.Lines.Length || header.Success))
            {
                gpus.Add(ParseGpu(text, address, start, i));
                start = -1;
            }
            if (header.Success && PciAddress.TryParse(header.Groups["address"].Value, out address))
            {
                start = i;
            }
        }
        return [.. gpus.DistinctBy(gpu => gpu.Address)];
    }

    private static GpuState ParseGpu(TextDocument text, PciAddress address, int from, int to)
    {
        var fields = ImmutableDictionary.CreateBuilder<string, Reading<string>>(StringComparer.Ordinal);
        var processes = ImmutableArray.CreateBuilder<GpuProcess>();
        var sections = new Stack<(int Indent, string Name)>();
        int? pid = null;
        var (type, name) = ("", "");
        for (var i = from + 1; i < to; i++)
        {
            var line = text.Lines[i];
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }
            var indent = line.Length - line.TrimStart().Length;
            if (indent == 0)
            {
                break;
            }
            while (sections.TryPeek(out var open) && open.Indent >= indent)
            {
                sections.Pop();
            }
            if (Split(line) is not { } pair)
            {
                sections.Push((indent, SmiNames.Section(line.Trim())));
                continue;
            }
            if (sections.Any(section => section.Name == "Processes"))
            {
                ReadProcess(pair, ref pid, ref type, ref name, processes);
                if (pair.Key == "Process ID")
                {
                    sections.Push((indent, "Process"));
                }
                continue;
            }
            var path = SmiNames.Path(sections.Reverse().Select(section => section.Name), pair.Key);
            fields.TryAdd(path, Reading.Known(pair.Value, text.At(i)));
            if (pair.Value.Length == 0)
            {
                sections.Push((indent, SmiNames.Section(pair.Key)));
            }
        }
        return Make(address, text.At(from), fields.ToImmutable(), processes.ToImmutable());
    }

    private static (string Key, string Value)? Split(string line)
    {
        var match = Pair().Match(line);
        return match.Success ? (match.Groups["key"].Value.Trim(), match.Groups["value"].Value.Trim()) : null;
    }

    private static void ReadProcess(
        (string Key, string Value) pair, ref int? pid, ref string type, ref string name, ImmutableArray<GpuProcess>.Builder processes)
    {
        switch (pair.Key)
        {
            case "Process ID":
                pid = int.TryParse(pair.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
                break;
            case "Type":
                type = pair.Value;
                break;
            case "Name":
                name = pair.Value;
                break;
            case "Used GPU Memory":
                var digits = pair.Value.Split(' ')[0];
                processes.Add(new GpuProcess(pid, type, name, long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var mib) ? mib : null));
                break;
        }
    }

    /// <summary>A GPU with what its fields tell of its identity.</summary>
    internal static GpuState Make(
        PciAddress? address, Source place, ImmutableDictionary<string, Reading<string>> fields, ImmutableArray<GpuProcess> processes)
    {
        var gpu = new GpuState(address, place) { Fields = fields, Processes = processes };
        return gpu with
        {
            Name = gpu.Field("Product Name").Or(null),
            Uuid = gpu.Field("GPU UUID").Or(null),
            Address = address ?? PciAddress.Parse(gpu.Field("PCI/Bus Id").Or(null)),
            Minor = gpu.Number("Minor Number") is { } minor ? (int)minor : null,
        };
    }

    [GeneratedRegex(@"^GPU (?<address>[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-7])\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s*(?<key>[^:]+?)\s*:(?: (?<value>.*)|(?<value>))$", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
