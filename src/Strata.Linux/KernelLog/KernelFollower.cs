namespace Strata.Linux.KernelLog;

/// <summary>Follows what the kernel writes into its log from now on.</summary>
public static class KernelFollower
{
    private const int WaitMilliseconds = 500;

    /// <summary>Tells each new line of the kernel itself until it is cancelled; false when the log cannot be read.</summary>
    public static bool Follow(Action<string> tell, CancellationToken cancel)
    {
        if (!KernelDevice.Open().TryGet(out var device))
        {
            return false;
        }
        using (device)
        {
            if (!device.SeekToEnd())
            {
                return false;
            }
            while (!cancel.IsCancellationRequested)
            {
                if (device.Next(out var record) != 0)
                {
                    device.Wait(WaitMilliseconds);
                }
                foreach (var line in record is { IsKernel: true } kernel ? kernel.Lines() : [])
                {
                    tell(line);
                }
            }
            return true;
        }
    }
}
