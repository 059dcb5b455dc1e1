using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>A row of `nvidia-smi -L`, which tells no address.</summary>
/// <param name="Index">Index of the GPU.</param>
/// <param name="Name">Product name.</param>
/// <param name="Uuid">UUID.</param>
/// <param name="Source">The line.</param>
public sealed record ListedGpu(int Index, string Name, string Uuid, Source Source);

/// <summary>Reads `nvidia-smi -L`.</summary>
public static partial class SmiListParser
{
    /// <summary>The GPUs; their MIG devices are read by the partition layer.</summary>
    public static ImmutableArray<ListedGpu> Parse(TextDocument text)
    {
        var gpus = ImmutableArray.CreateBuilder<ListedGpu>();
        for (var i = 0; i < text.Lines.Length; i++)
        {
            if (Row().Match(text.Lines[i]) is { Success: true } row
                && int.TryParse(row.Groups["index"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                gpus.Add(new ListedGpu(index, row.Groups["name"].Value, row.Groups["uuid"].Value, text.At(i)));
            }
        }
        return gpus.ToImmutable();
    }

    [GeneratedRegex(@"^GPU (?<index>\d+): (?<name>.+) \(UUID: (?<uuid>GPU-[0-9a-f-]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
