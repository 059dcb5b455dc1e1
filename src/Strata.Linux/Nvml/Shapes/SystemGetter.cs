namespace Strata.Linux.Nvml.Shapes;

/// <summary>A value of the whole system.</summary>
internal sealed unsafe class SystemGetter<T>(string name, int since) : NvmlSymbol(name, since)
    where T : unmanaged
{
    public Answer<T> Get(NvmlLibrary library, T value = default)
    {
        var code = library.Call(this, (nint)(&value));
        return new Answer<T>(code, value);
    }
}
