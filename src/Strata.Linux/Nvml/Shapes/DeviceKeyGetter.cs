namespace Strata.Linux.Nvml.Shapes;

/// <summary>A value that a device has for a key: a clock, a sensor, a fan, a link.</summary>
internal sealed unsafe class DeviceKeyGetter<T>(string name, int since) : NvmlSymbol(name, since)
    where T : unmanaged
{
    public Answer<T> Get(NvmlLibrary library, nint device, uint key, T value = default)
    {
        var code = library.Call(this, device, (nint)key, (nint)(&value));
        return new Answer<T>(code, value);
    }
}
