using System.Collections.Immutable;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.KernelLog;

/// <summary>Reads what the kernel's ring buffer holds now, without waiting for more.</summary>
internal static class KernelBuffer
{
    private const int MostRecords = 1_000_000;

    public static Reading<ImmutableArray<KernelRecord>> Read()
    {
        var opened = KernelDevice.Open();
        if (!opened.TryGet(out var device))
        {
            return opened.Map(_ => ImmutableArray<KernelRecord>.Empty);
        }
        using (device)
        {
            return Drain(device, opened.Source);
        }
    }

    private static Reading<ImmutableArray<KernelRecord>> Drain(KernelDevice device, Source source)
    {
        var records = ImmutableArray.CreateBuilder<KernelRecord>();
        for (var reads = 0; reads < MostRecords; reads++)
        {
            var error = device.Next(out var record);
            if (record is { } whole)
            {
                records.Add(whole);
            }
            if (error != 0)
            {
                return error == Libc.TryAgain || records.Count > 0
                    ? Reading.Known(records.ToImmutable(), source)
                    : Reading.Unreadable<ImmutableArray<KernelRecord>>(SystemError.Text(error), source);
            }
        }
        return Reading.Known(records.ToImmutable(), source);
    }
}
