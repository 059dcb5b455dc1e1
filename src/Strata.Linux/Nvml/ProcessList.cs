using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using GpuProcess = Strata.Sampling.GpuProcess;

namespace Strata.Linux.Nvml;

/// <summary>
/// Reads the processes on a device. One entry has 16 bytes under the plain name, 24 under the suffixed ones, and 32 under
/// <c>_v3</c> in some drivers of 530 and 535, which are told by what else they export.
/// </summary>
internal static unsafe class ProcessList
{
    private const int FirstRoom = 64;
    private const int MostRoom = 65_536;
    private const uint HighestProcess = 4_194_304;
    private const int PlainBytes = 16;
    private const int SuffixedBytes = 24;
    private const int ProtectedBytes = 32;

    public static Answer<ImmutableArray<GpuProcess>> Read(NvmlDevice device, NvmlSymbol[] versions, string kind)
    {
        var library = device.Library;
        var symbol = Array.Find(versions, library.Exports);
        if (symbol is null)
        {
            return Answer<ImmutableArray<GpuProcess>>.Missing;
        }
        var stride = Stride(library, symbol);
        for (var room = FirstRoom; ; room *= 2)
        {
            var entries = new byte[room * ProtectedBytes];
            var count = (uint)room;
            int code;
            fixed (byte* first = entries)
            {
                code = library.Call(symbol, device.Handle, (nint)(&count), (nint)first);
            }
            if (code == NvmlCode.Success)
            {
                return Parse(entries, stride, (int)Math.Min(count, (uint)room), kind) is { } read ? new(code, read) : new(NvmlCode.Unknown, []);
            }
            if (code != NvmlCode.InsufficientSize || room >= MostRoom)
            {
                return new(code, []);
            }
        }
    }

    private static int Stride(NvmlLibrary library, NvmlSymbol symbol)
    {
        if (symbol.Name.EndsWith("_v3", StringComparison.Ordinal))
        {
            return library.Exports(ProcessCalls.ConfidentialMemory) && !library.Exports(ProcessCalls.DetailList) ? ProtectedBytes : SuffixedBytes;
        }
        return symbol.Name.EndsWith("_v2", StringComparison.Ordinal) ? SuffixedBytes : PlainBytes;
    }

    // A number that no process can have means a layout that is not known: better no list than a wrong one.
    private static ImmutableArray<GpuProcess>? Parse(ReadOnlySpan<byte> bytes, int stride, int count, string kind)
    {
        var entries = ImmutableArray.CreateBuilder<GpuProcess>(count);
        for (var i = 0; i < count; i++)
        {
            var entry = bytes.Slice(i * stride, stride);
            var process = MemoryMarshal.Read<uint>(entry);
            if (process is 0 or > HighestProcess)
            {
                return null;
            }
            var memory = MemoryMarshal.Read<ulong>(entry[8..]);
            entries.Add(new GpuProcess(
                (int)process, kind, memory == ulong.MaxValue ? null : memory, Instance(entry, 16), Instance(entry, 20)));
        }
        return entries.MoveToImmutable();
    }

    private static int? Instance(ReadOnlySpan<byte> entry, int offset) =>
        entry.Length > offset && MemoryMarshal.Read<uint>(entry[offset..]) is var id and not uint.MaxValue ? (int)id : null;
}
