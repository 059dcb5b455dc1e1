namespace Strata.Linux.KernelLog;

/// <summary>
/// The course of the kernel's records: which ones are new, and how many were overwritten before they could be read. The kernel
/// numbers its records without a gap.
/// </summary>
/// <param name="after">Number of the last record that an earlier run read; null when none did in this boot.</param>
internal sealed class KernelCourse(long? after)
{
    private long? _last = after;

    /// <summary>Takes the next record.</summary>
    /// <returns>Whether it is new, and how many records are missing before it.</returns>
    public (bool IsNew, long Missing) Take(long sequence)
    {
        if (sequence <= _last)
        {
            return (false, 0);
        }
        var missing = _last is { } last ? sequence - last - 1 : 0;
        _last = sequence;
        return (true, missing);
    }
}
