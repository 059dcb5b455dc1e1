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

    public static void Set(string name)
    {
        Span<byte> bytes = stackalloc byte[MostBytes + 1];
        bytes.Clear();
        Encoding.ASCII.GetBytes(name.AsSpan(0, Math.Min(name.Length, MostBytes)), bytes);
        Control(SetName, in MemoryMarshal.GetReference(bytes), 0, 0, 0);
    }

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
        return gpu is null ? call.ToString() : $"{gpu}:{call}";
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, in byte name, nuint third, nuint fourth, nuint fifth);
}
