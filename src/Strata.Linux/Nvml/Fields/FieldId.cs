namespace Strata.Linux.Nvml.Fields;

/// <summary>A field by its name; its number depends on the branch of the driver.</summary>
/// <param name="name">Name in nvml.h.</param>
/// <param name="numbers">Number from each branch on, oldest first. Before the first the driver does not have it.</param>
internal sealed class FieldId(string name, params (int Since, uint Number)[] numbers)
{
    /// <summary>Scope of a field that each link has: the sum of all.</summary>
    public const uint AllLinks = uint.MaxValue;

    public string Name { get; } = name;

    /// <summary>Which part of the GPU is meant; 0 for the whole.</summary>
    public uint Scope { get; init; }

    /// <summary>The same field of one part of the GPU, such as a link.</summary>
    public FieldId At(uint scope) => new(Name, numbers) { Scope = scope };

    /// <summary>The number under a branch; null where the driver does not have the field.</summary>
    public uint? In(int branch)
    {
        uint? number = null;
        foreach (var (since, value) in numbers)
        {
            if (branch >= since)
            {
                number = value;
            }
        }
        return number;
    }
}
