using System.Globalization;
using System.Text;

namespace Strata.Linux.Tests.Initrd;

/// <summary>Builds small cpio archives as the kernel unpacks them.</summary>
internal sealed class CpioSample
{
    private readonly MemoryStream _bytes = new();

    public CpioSample File(string name, string content) => Add(name, 0x81a4, Encoding.UTF8.GetBytes(content));

    public CpioSample File(string name, byte[] content) => Add(name, 0x81a4, content);

    public CpioSample Link(string name, string target) => Add(name, 0xa1ff, Encoding.UTF8.GetBytes(target));

    public byte[] End()
    {
        Add("TRAILER!!!", 0, []);
        _bytes.Write(new byte[512 - (_bytes.Length % 512)]);
        return _bytes.ToArray();
    }

    private CpioSample Add(string name, uint mode, byte[] content)
    {
        uint[] fields = [1, mode, 0, 0, 1, 0, (uint)content.Length, 0, 0, 0, 0, (uint)Encoding.UTF8.GetByteCount(name) + 1, 0];
        _bytes.Write(Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(field => field.ToString("X8", CultureInfo.InvariantCulture))) + name + '\0'));
        Pad();
        _bytes.Write(content);
        Pad();
        return this;
    }

    private void Pad() => _bytes.Write(new byte[(4 - (_bytes.Length % 4)) % 4]);
}
