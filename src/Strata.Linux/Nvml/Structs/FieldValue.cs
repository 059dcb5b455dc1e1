using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>One field of a batch: <c>nvmlFieldValue_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FieldValue
{
    public uint Field;
    public uint Scope;
    public long Timestamp;
    public long LatencyMicroseconds;
    public FieldValueType Type;
    public int Code;
    public ulong Value;
}
