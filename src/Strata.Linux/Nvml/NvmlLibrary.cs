using System.Diagnostics;
using System.Runtime.InteropServices;
using Strata.Layers.Driver;

namespace Strata.Linux.Nvml;

/// <summary>
/// The driver's management library, loaded into this process. A call into it can hang or crash, so only the probe process
/// loads it. A function that the library does not export is a status, never an exception.
/// </summary>
internal sealed unsafe class NvmlLibrary : IDisposable
{
    private readonly Dictionary<NvmlSymbol, nint> _addresses = [];
    private readonly Lock _lock = new();
    private readonly nint _handle;
    private readonly Action<NvmlSymbol> _watch;
    private long _calls;
    private long _ticks;

    private NvmlLibrary(nint handle, string path, Action<NvmlSymbol> watch)
    {
        _handle = handle;
        Path = path;
        _watch = watch;
    }

    /// <summary>The name or path that was loaded.</summary>
    public string Path { get; }

    /// <summary>Calls so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Time spent in calls so far.</summary>
    public TimeSpan Spent => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks));

    /// <summary>Loads the first library of a list that there is; null when there is none.</summary>
    /// <param name="paths">Names and paths in the order of preference.</param>
    /// <param name="watch">Told each function before it is called.</param>
    public static NvmlLibrary? Load(IEnumerable<string> paths, Action<NvmlSymbol> watch)
    {
        foreach (var path in paths)
        {
            if (NativeLibrary.TryLoad(path, out var handle))
            {
                return new NvmlLibrary(handle, path, watch);
            }
        }
        return null;
    }

    public bool Exports(NvmlSymbol symbol) => AddressOf(symbol) != 0;

    /// <summary>
    /// Calls a function. On x86-64 and arm64 the first six integers and pointers travel in registers of their own, whatever
    /// their width, so one form serves every function; what a function does not take is not looked at.
    /// </summary>
    /// <returns>Its return code; <see cref="NvmlCode.FunctionNotFound"/> when the library does not export it.</returns>
    public int Call(NvmlSymbol symbol, nint first = 0, nint second = 0, nint third = 0, nint fourth = 0, nint fifth = 0)
    {
        var address = AddressOf(symbol);
        if (address == 0)
        {
            return NvmlCode.FunctionNotFound;
        }
        _watch(symbol);
        var started = Stopwatch.GetTimestamp();
        var code = ((delegate* unmanaged<nint, nint, nint, nint, nint, int>)address)(first, second, third, fourth, fifth);
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - started);
        Interlocked.Increment(ref _calls);
        return code;
    }

    /// <summary>Calls a function that waits for something to happen: it is not counted, and its time is nobody's cost.</summary>
    public int Wait(NvmlSymbol symbol, nint first, nint second, nint third)
    {
        var address = AddressOf(symbol);
        return address == 0 ? NvmlCode.FunctionNotFound : ((delegate* unmanaged<nint, nint, nint, int>)address)(first, second, third);
    }

    public void Dispose() => NativeLibrary.Free(_handle);

    private nint AddressOf(NvmlSymbol symbol)
    {
        lock (_lock)
        {
            if (!_addresses.TryGetValue(symbol, out var address))
            {
                _addresses[symbol] = address = NativeLibrary.TryGetExport(_handle, symbol.Name, out var found) ? found : 0;
            }
            return address;
        }
    }
}
