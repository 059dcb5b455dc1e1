using System.Collections.Immutable;
using System.Globalization;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Sampling;

namespace Strata.Layers.Driver;

/// <summary>A program that uses a GPU.</summary>
/// <param name="Pid">Process id, where printed.</param>
/// <param name="Type">C compute, G graphics, C+G both, M+C under MPS.</param>
/// <param name="Name">Name or path.</param>
/// <param name="MemoryMib">Memory it holds in MiB; null when not printed.</param>
public sealed record GpuProcess(int? Pid, string Type, string Name, long? MemoryMib);

/// <summary>State of one GPU as the driver tells it.</summary>
/// <param name="Address">PCI address; null where a query did not ask for it.</param>
/// <param name="Source">Where it was read.</param>
public sealed record GpuState(PciAddress? Address, Source Source)
{
    /// <summary>Product name.</summary>
    public string? Name { get; init; }

    /// <summary>UUID.</summary>
    public string? Uuid { get; init; }

    /// <summary>Index in nvidia-smi, where printed.</summary>
    public int? Index { get; init; }

    /// <summary>Minor number of its device node.</summary>
    public int? Minor { get; init; }

    /// <summary>
    /// Fields of `nvidia-smi -q` by path with <c>/</c>, such as <c>ECC Mode/Current</c>, each with its place. Keys that were
    /// renamed over the years stand under their newest name, whatever version printed them.
    /// </summary>
    public ImmutableDictionary<string, Reading<string>> Fields { get; init; } = ImmutableDictionary<string, Reading<string>>.Empty;

    /// <summary>Programs that use the GPU; empty when none runs or none was printed.</summary>
    public ImmutableArray<GpuProcess> Processes { get; init; } = [];

    /// <summary>What the sampler saw over the last minutes; null where no sampler ran.</summary>
    public GpuTrend? Trend { get; init; }

    /// <summary>How people name it: by its address, or else its index or UUID.</summary>
    public string? Subject => Address?.ToString() ?? (Index is { } index ? string.Create(CultureInfo.InvariantCulture, $"GPU {index}") : Uuid);

    /// <summary>What selects it after <c>-i</c>; the first GPU where nothing tells which one it is.</summary>
    public string Selector => Address?.ToString() ?? Index?.ToString(CultureInfo.InvariantCulture) ?? Uuid ?? "0";

    /// <summary>True when both are the same GPU, as far as they tell who they are.</summary>
    public bool IsSame(GpuState other) =>
        Address is not null && other.Address is not null ? Address == other.Address
        : Uuid is not null && other.Uuid is not null ? Uuid == other.Uuid
        : Index is not null && Index == other.Index;

    /// <summary>A field, or an unreadable reading.</summary>
    public Reading<string> Field(string path) => Fields.GetValueOrDefault(path) ?? Reading.NotLooked<string>(path);

    /// <summary>True when the field has this value.</summary>
    public bool Is(string path, string value) => Field(path).TryGet(out var text) && string.Equals(text, value, StringComparison.OrdinalIgnoreCase);

    /// <summary>The number a field begins with, such as 12 in <c>12 MiB</c>; null for <c>N/A</c> and for what is not known.</summary>
    public double? Number(string path)
    {
        if (!Field(path).TryGet(out var text))
        {
            return null;
        }
        var word = text.AsSpan().Trim();
        var end = 0;
        while (end < word.Length && (char.IsAsciiDigit(word[end]) || word[end] is '.' or '-'))
        {
            end++;
        }
        return double.TryParse(word[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
