using Strata.Layers.Driver;
using Strata.Linux.Nvml.Shapes;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Nvml;

/// <summary>A device with the library that answers for it. What it once said it does not support is not asked again.</summary>
internal sealed class NvmlDevice(NvmlLibrary library, nint handle)
{
    private readonly HashSet<(NvmlSymbol, uint)> _unsupported = [];

    public NvmlLibrary Library => library;

    public nint Handle => handle;

    public Answer<T> Get<T>(DeviceGetter<T> symbol, T value = default)
        where T : unmanaged => IsUnsupported(symbol) ? Unsupported<T>() : Note(symbol, 0, symbol.Get(library, handle, value));

    public Answer<T> Get<T>(DeviceKeyGetter<T> symbol, uint key)
        where T : unmanaged => IsUnsupported(symbol, key) ? Unsupported<T>() : Note(symbol, key, symbol.Get(library, handle, key));

    public Answer<(uint First, uint Second)> Get(DeviceTwo symbol) =>
        IsUnsupported(symbol) ? Unsupported<(uint, uint)>() : Note(symbol, 0, symbol.Get(library, handle));

    public Answer<string> Get(DeviceText symbol) =>
        IsUnsupported(symbol) ? Unsupported<string>() : Note(symbol, 0, symbol.Get(library, handle));

    /// <summary>Asks again what was not supported: a change of mode, such as of MIG, changes that.</summary>
    public void ForgetRefusals() => _unsupported.Clear();

    /// <summary>Total, used and free bytes; the older form counts what is reserved as used.</summary>
    public Answer<MemoryInfo2> Memory()
    {
        var memory = Get(Families.TelemetryCalls.Memory, new MemoryInfo2 { Version = Versions.Of<MemoryInfo2>(2) });
        if (memory.IsKnown)
        {
            return memory;
        }
        var older = Get(Families.TelemetryCalls.OlderMemory);
        return new Answer<MemoryInfo2>(older.Code, new MemoryInfo2 { Total = older.Value.Total, Used = older.Value.Used, Free = older.Value.Free });
    }

    private static Answer<T> Unsupported<T>() => new(NvmlCode.NotSupported, default!);

    private bool IsUnsupported(NvmlSymbol symbol, uint key = 0) => _unsupported.Contains((symbol, key));

    private Answer<T> Note<T>(NvmlSymbol symbol, uint key, Answer<T> answer)
    {
        if (answer.Code is NvmlCode.NotSupported or NvmlCode.FunctionNotFound)
        {
            _unsupported.Add((symbol, key));
        }
        return answer;
    }
}
