using System.Text;
using Strata.Rendering.Top;
using Xunit;

namespace Strata.Tests.Rendering.Top;

public sealed class TopKeyReaderTests
{
    [Theory]
    [InlineData("\e[A", TopKeyKind.Up)]
    [InlineData("\eOB", TopKeyKind.Down)]
    [InlineData("\e[1;5C", TopKeyKind.Right)]
    [InlineData("\e[Z", TopKeyKind.Up)]
    [InlineData("\t", TopKeyKind.Down)]
    [InlineData("\e[5~", TopKeyKind.PageUp)]
    [InlineData("\e[6~", TopKeyKind.PageDown)]
    [InlineData("\e[1~", TopKeyKind.Home)]
    [InlineData("\eOF", TopKeyKind.End)]
    [InlineData("\e[15~", TopKeyKind.Refresh)]
    [InlineData("\u0012", TopKeyKind.Refresh)]
    [InlineData("\ek", TopKeyKind.Up)]
    [InlineData("\eJ", TopKeyKind.PageDown)]
    [InlineData("\e", TopKeyKind.Escape)]
    [InlineData("\r", TopKeyKind.Enter)]
    public void A_key_is_read_and_what_follows_is_left(string sent, TopKeyKind kind)
    {
        // An escape alone is told from a sequence by what follows it; here a sequence of its own.
        var keys = Read(sent + "\e[B");
        Assert.Equal([new TopKey(kind), new TopKey(TopKeyKind.Down)], keys);
    }

    [Theory]
    [InlineData("\e[200~")]
    [InlineData("\e[<0;3;4M")]
    [InlineData("\u0003")]
    [InlineData("é")]
    public void What_means_no_key_is_left_out(string sent) => Assert.Equal([new TopKey(TopKeyKind.Letter, 'q')], Read(sent + "q"));

    [Theory]
    [InlineData("\e", true)]
    [InlineData("a\e[", true)]
    [InlineData("\e[1;", true)]
    [InlineData("\e[A", false)]
    [InlineData("\ek", false)]
    [InlineData("abc", false)]
    public void The_middle_of_a_sequence_is_known(string sent, bool isOpen) => Assert.Equal(isOpen, TopKeyReader.IsOpen(Encoding.UTF8.GetBytes(sent)));

    [Fact]
    public void Any_bytes_end()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var bytes = new byte[1 + (seed % 20)];
            new Random(seed).NextBytes(bytes);
            for (var i = 0; i < bytes.Length; i += 3)
            {
                bytes[i] = 0x1b;
            }
            Assert.InRange(Read(bytes).Count, 0, bytes.Length);
        }
    }

    private static List<TopKey> Read(string sent) => Read(Encoding.UTF8.GetBytes(sent));

    private static List<TopKey> Read(ReadOnlySpan<byte> bytes)
    {
        var keys = new List<TopKey>();
        while (!bytes.IsEmpty)
        {
            if (TopKeyReader.Next(ref bytes) is { } key)
            {
                keys.Add(key);
            }
        }
        return keys;
    }
}
