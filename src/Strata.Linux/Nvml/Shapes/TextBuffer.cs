using System.Runtime.CompilerServices;
using System.Text;

namespace Strata.Linux.Nvml.Shapes;

/// <summary>Room for a text of the library; the longest that nvml.h names has 96 bytes.</summary>
[InlineArray(Length)]
internal struct TextBuffer
{
    public const int Length = 256;

    private byte _first;

    public static string Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
