namespace Strata.Linux.Nvml.Shapes;

/// <summary>A text of a device.</summary>
internal sealed unsafe class DeviceText(string name, int since) : NvmlSymbol(name, since)
{
    public Answer<string> Get(NvmlLibrary library, nint device)
    {
        var buffer = default(TextBuffer);
        var code = library.Call(this, device, (nint)(&buffer), TextBuffer.Length);
        return new Answer<string>(code, TextBuffer.Read(buffer));
    }
}
