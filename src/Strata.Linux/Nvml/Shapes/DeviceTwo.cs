namespace Strata.Linux.Nvml.Shapes;

/// <summary>Two numbers of a device in one call, such as a mode and the one after the next reset.</summary>
internal sealed unsafe class DeviceTwo(string name, int since) : NvmlSymbol(name, since)
{
    public Answer<(uint First, uint Second)> Get(NvmlLibrary library, nint device)
    {
        uint first = 0, second = 0;
        var code = library.Call(this, device, (nint)(&first), (nint)(&second));
        return new Answer<(uint, uint)>(code, (first, second));
    }
}
