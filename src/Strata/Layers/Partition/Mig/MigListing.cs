using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Partition.Mig;

/// <summary>A GPU in the list of <c>nvidia-smi -L</c> with the MIG devices below it.</summary>
/// <param name="Index">Index of the GPU.</param>
/// <param name="Uuid">UUID of the GPU.</param>
/// <param name="Devices">Profiles of its MIG devices, such as <c>1g.5gb</c>.</param>
/// <param name="Source">Line of the GPU.</param>
public sealed record MigGpu(int Index, string Uuid, ImmutableArray<string> Devices, Source Source);

/// <summary>Reads <c>nvidia-smi -L</c>.</summary>
public static partial class MigListing
{
    /// <summary>Parses the output; total.</summary>
    public static ImmutableArray<MigGpu> Parse(TextDocument document)
    {
        var gpus = ImmutableArray.CreateBuilder<MigGpu>();
        for (var i = 0; i < document.Lines.Length; i++)
        {
            if (Gpu().Match(document.Lines[i]) is { Success: true } gpu
                && int.TryParse(gpu.Groups["index"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture, out var index))
            {
                gpus.Add(new MigGpu(index, gpu.Groups["uuid"].Value, [], document.At(i)));
            }
            else if (gpus.Count > 0 && Device().Match(document.Lines[i]) is { Success: true } device)
            {
                gpus[^1] = gpus[^1] with { Devices = gpus[^1].Devices.Add(device.Groups["profile"].Value) };
            }
        }
        return gpus.ToImmutable();
    }

    [GeneratedRegex(@"^\s*GPU (?<index>[0-9]{1,4}): .* \(UUID: (?<uuid>GPU-[0-9a-f-]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Gpu();

    [GeneratedRegex(@"^\s+MIG (?<profile>\S+)\s+Device\s+[0-9]+:", RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
