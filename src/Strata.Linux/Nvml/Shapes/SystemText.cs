namespace Strata.Linux.Nvml.Shapes;

/// <summary>A text of the whole system.</summary>
internal sealed unsafe class SystemText(string name, int since) : NvmlSymbol(name, since)
{
    public Answer<string> Get(NvmlLibrary library)
    {
        var buffer = default(TextBuffer);
        var code = library.Call(this, (nint)(&buffer), TextBuffer.Length);
        return new Answer<string>(code, TextBuffer.Read(buffer));
    }
}
