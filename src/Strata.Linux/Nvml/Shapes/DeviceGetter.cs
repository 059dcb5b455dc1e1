namespace Strata.Linux.Nvml.Shapes;

/// <summary>A value of a device. A structure that carries its version comes filled in.</summary>
internal sealed unsafe class DeviceGetter<T>(string name, int since) : NvmlSymbol(name, since)
    where T : unmanaged
{
    public Answer<T> Get(NvmlLibrary library, nint device, T value = default)
    {
        var code = library.Call(this, device, (nint)(&value));
        return new Answer<T>(code, value);
    }
}
