using Strata.Linux.Files;

namespace Strata.Linux.KernelLog;

/// <summary>Follows the kernel's log: first what its buffer still holds, then what comes.</summary>
/// <param name="tell">Takes each record that is new.</param>
/// <param name="tellMissing">Takes the number of records that were overwritten before they could be read.</param>
/// <param name="tellCaughtUp">Called once, when all that the buffer held at the start was told.</param>
public sealed class KernelFollower(Action<KernelLine> tell, Action<long> tellMissing, Action tellCaughtUp)
{
    private const int WaitMilliseconds = 500;

    private bool _isCaughtUp;

    /// <summary>Follows until it is cancelled.</summary>
    /// <param name="after">Number of the last record of this boot that was told before; null for none.</param>
    /// <param name="cancel">Ends it within half a second.</param>
    /// <returns>False when the log cannot be read.</returns>
    public bool Follow(long? after, CancellationToken cancel)
    {
        if (!KernelDevice.Open().TryGet(out var device))
        {
            return false;
        }
        using (device)
        {
            var course = new KernelCourse(after);
            while (!cancel.IsCancellationRequested)
            {
                switch (device.Next(out var record))
                {
                    case 0 when record is { } whole:
                        Take(whole, course);
                        break;
                    case 0:
                        break;
                    case Libc.TryAgain:
                        CatchUp();
                        device.Wait(WaitMilliseconds);
                        break;
                    default:
                        return false;
                }
            }
            return true;
        }
    }

    private void Take(KernelRecord record, KernelCourse course)
    {
        var (isNew, missing) = course.Take(record.Sequence);
        if (missing > 0)
        {
            tellMissing(missing);
        }
        if (isNew)
        {
            tell(new KernelLine(record.Sequence, record.IsKernel, _isCaughtUp ? null : AgeOf(record), [.. record.Lines()]));
        }
    }

    private void CatchUp()
    {
        if (!_isCaughtUp)
        {
            _isCaughtUp = true;
            tellCaughtUp();
        }
    }

    // Both clocks start with the kernel and stand still while the machine sleeps; they part by a few parts in a hundred thousand.
    private static TimeSpan AgeOf(KernelRecord record)
    {
        var age = TimeProvider.System.GetElapsedTime(0) - TimeSpan.FromMicroseconds(record.Microseconds);
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }
}
