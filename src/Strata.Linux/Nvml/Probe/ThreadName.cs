using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Strata.Linux.Nvml.Probe;

/// <summary>
/// Names this thread after the call that it is about to make, so that anybody who finds it blocked, a person with ps as much
/// as the agent, sees in which call.
/// </summary>
internal static partial class ThreadName
{
    private const int SetName = 15;

    // The kernel keeps fifteen bytes.
    private const int MostBytes = 15;

    private static readonly byte[] Idle = Bytes("probe");

    // A name is made once for each call and GPU; a sample makes some forty calls.
    private static readonly ConcurrentDictionary<(int?, NvmlSymbol), byte[]> Names = new();

    public static void Set(int? gpu, NvmlSymbol symbol) => Set(Names.GetOrAdd((gpu, symbol), static key => Bytes(Of(key.Item1, key.Item2))));

    /// <summary>No call is being made.</summary>
    public static void Clear() => Set(Idle);

    /// <summary>How a call on a GPU is called there.</summary>
    public static string Of(int? gpu, NvmlSymbol symbol)
    {
        var call = symbol.Name.AsSpan("nvml".Length);
        foreach (var prefix in (ReadOnlySpan<string>)["DeviceGet", "DeviceSet", "Device", "System"])
        {
            if (call.StartsWith(prefix, StringComparison.Ordinal))
            {
                call = call[prefix.Length..];
                break;
            }
        }
        return gpu is null ? call.ToString() : string.Create(CultureInfo.InvariantCulture, $"{gpu}:{call}");
    }

    private static byte[] Bytes(string name)
    {
        var bytes = new byte[MostBytes + 1];
        Encoding.ASCII.GetBytes(name.AsSpan(0, Math.Min(name.Length, MostBytes)), bytes);
        return bytes;
    }

    private static void Set(byte[] name) => Control(SetName, in MemoryMarshal.GetArrayDataReference(name), 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, in byte name, nuint third, nuint fourth, nuint fifth);
}
