namespace Strata.Linux.Nvml.Fields;

/// <summary>A field by its name; its number depends on the branch of the driver.</summary>
/// <param name="Name">Name in nvml.h.</param>
/// <param name="Numbers">Number from each branch on, oldest first. Before the first the driver does not have it.</param>
internal sealed record FieldId(string Name, params (int Since, uint Number)[] Numbers)
{
    /// <summary>Scope of a field that each link has: the sum of all.</summary>
    public const uint AllLinks = uint.MaxValue;

    /// <summary>Which part of the GPU is meant; 0 for the whole.</summary>
    public uint Scope { get; init; }

    /// <summary>The number under a branch; null where the driver does not have the field.</summary>
    public uint? In(int branch)
    {
        uint? number = null;
        foreach (var (since, value) in Numbers)
        {
            if (branch >= since)
            {
                number = value;
            }
        }
        return number;
    }
}
