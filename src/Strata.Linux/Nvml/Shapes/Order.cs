namespace Strata.Linux.Nvml.Shapes;

/// <summary>A call that takes what it needs and gives only a return code.</summary>
internal sealed class Order(string name, int since) : NvmlSymbol(name, since)
{
    public int Do(NvmlLibrary library, nint first = 0, nint second = 0, nint third = 0) => library.Call(this, first, second, third);
}
