namespace Strata.Linux.Nvml.Shapes;

/// <summary>Four numbers of a device in one call.</summary>
internal sealed unsafe class DeviceFour(string name, int since) : NvmlSymbol(name, since)
{
    public Answer<(uint First, uint Second, uint Third, uint Fourth)> Get(NvmlLibrary library, nint device)
    {
        uint first = 0, second = 0, third = 0, fourth = 0;
        var code = library.Call(this, device, (nint)(&first), (nint)(&second), (nint)(&third), (nint)(&fourth));
        return new Answer<(uint, uint, uint, uint)>(code, (first, second, third, fourth));
    }
}
