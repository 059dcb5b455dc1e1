namespace Strata.Linux.Nvml.Shapes;

/// <summary>A value that the whole system has for a key, such as the handle of the device at an index.</summary>
internal sealed unsafe class SystemKeyGetter<T>(string name, int since) : NvmlSymbol(name, since)
    where T : unmanaged
{
    public Answer<T> Get(NvmlLibrary library, nint key, T value = default)
    {
        var code = library.Call(this, key, (nint)(&value));
        return new Answer<T>(code, value);
    }
}
