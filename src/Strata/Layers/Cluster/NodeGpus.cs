using System.Globalization;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Cluster;

/// <summary>How many GPUs a node has and how many it gives away, read from <c>kubectl describe node</c> or the node's YAML.</summary>
/// <param name="Capacity">GPUs of the node.</param>
/// <param name="Allocatable">GPUs that pods may have.</param>
/// <param name="Source">Where the smaller number stands.</param>
public sealed record NodeGpus(int Capacity, int Allocatable, Source Source)
{
    private static readonly LogSign CapacityHead = new("apacity:", @"^\s*[Cc]apacity:\s*$") { Samples = ["Capacity:"] };
    private static readonly LogSign AllocatableHead = new("llocatable:", @"^\s*[Aa]llocatable:\s*$") { Samples = ["Allocatable:"] };

    private static readonly LogSign Count = new("nvidia.com/gpu", @"^\s*""?nvidia\.com/gpu""?:\s+""?(?<count>[0-9]{1,4})""?,?\s*(?:[<#(\u2190/-].*)?$") { Samples = ["  nvidia.com/gpu:     8", "    nvidia.com/gpu: \"7\"", "  nvidia.com/gpu:     7   <-- one is missing"] };

    private static readonly LogSign Inline = new("llocatable", @"(?i)capacity[^0-9]{1,30}(?<capacity>[0-9]{1,3})\b.{0,60}allocatable[^0-9]{1,30}(?<allocatable>[0-9]{1,3})\b")
    {
        Samples = ["nvidia.com/gpu capacity: 8, allocatable: 7"],
    };

    /// <summary>All signs of this class.</summary>
    public static IReadOnlyList<LogSign> All { get; } = [CapacityHead, AllocatableHead, Count, Inline];

    /// <summary>The first node of the text whose two numbers differ, or null.</summary>
    public static NodeGpus? Short(LogFacts log)
    {
        if (log.Current(Inline).FirstOrDefault() is { } inline && Number(inline["capacity"]) is { } all && Number(inline["allocatable"]) is { } given && given < all)
        {
            return new NodeGpus(all, given, inline.Source);
        }
        (int Count, Source Source)? capacity = null;
        (int Count, Source Source)? allocatable = null;
        LogSign? head = null;
        foreach (var hit in log.Current(CapacityHead, AllocatableHead, Count))
        {
            if (hit.Sign != Count)
            {
                if (hit.Sign == head || (capacity is not null && allocatable is not null))
                {
                    (capacity, allocatable) = (null, null);
                }
                head = hit.Sign;
            }
            else if (Number(hit["count"]) is { } count)
            {
                capacity = head == CapacityHead ? (count, hit.Source) : capacity;
                allocatable = head == AllocatableHead ? (count, hit.Source) : allocatable;
                if (capacity is { } have && allocatable is { } give && give.Count < have.Count)
                {
                    return new NodeGpus(have.Count, give.Count, give.Source);
                }
            }
        }
        return null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
