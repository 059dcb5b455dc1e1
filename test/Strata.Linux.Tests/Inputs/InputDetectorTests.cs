using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Strata.Linux.Inputs;
using Strata.Machine;

namespace Strata.Linux.Tests.Inputs;

public sealed class InputDetectorTests : IDisposable
{
    private readonly TempTree _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("plain text\n", InputKind.Text)]
    [InlineData("x", InputKind.Text)]
    [InlineData("____________________________________________\n\nStart of NVIDIA bug report log file.\n", InputKind.BugReport)]
    [InlineData("a\nb\r\nnvidia-bug-report.sh Version: 33290498\r\n", InputKind.BugReport)]
    [InlineData("____________________________________________\r\na\n____________________________________________\nb\n____________________________________________\n", InputKind.BugReport)]
    [InlineData("____________________________________________\nonly one\n", InputKind.Text)]
    public void Text_is_recognised_by_content(string content, InputKind kind)
    {
        Assert.Equal(kind, Kind(Bytes(content)));
        Assert.Equal(kind, Kind(Zip(content)));
    }

    [Fact]
    public void A_directory_is_a_directory()
    {
        using var input = InputDetector.Open(_temp.Root);
        Assert.Equal(InputKind.Directory, input.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \t\r\n")]
    [InlineData("\0\0\0")]
    public void Nothing_is_an_error(string content)
    {
        Assert.EndsWith(": is empty", Error(Bytes(content)), StringComparison.Ordinal);
        Assert.EndsWith(": is empty", Error(Zip(content)), StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_else_is_an_error_of_one_line()
    {
        var noise = new byte[200_000];
        new Random(3).NextBytes(noise);
        Assert.Contains("not readable as anything known", Error(noise), StringComparison.Ordinal);
        Assert.Contains("not readable as anything known", Error(new byte[100_000]), StringComparison.Ordinal);
        Assert.Contains("not readable as anything known", Error(File.ReadAllBytes(typeof(InputDetector).Assembly.Location)), StringComparison.Ordinal);
        Assert.Contains("zip archive", Error([0x50, 0x4b, 3, 4, 1, 2]), StringComparison.Ordinal);
        Assert.Contains("does not exist", Error("/nowhere/at/all"), StringComparison.Ordinal);
        Assert.Contains("not readable", Error("/dev/zero"), StringComparison.Ordinal);
        Assert.Contains("character device", Error("/dev/urandom"), StringComparison.Ordinal);
        Assert.Contains("is empty", Error("/dev/null"), StringComparison.Ordinal);
        Assert.Contains("character device", Error("/dev/ptmx"), StringComparison.Ordinal);
        Assert.Contains("character device", Error("/dev/kmsg"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_odd_bytes_do_not_make_text_binary()
    {
        Assert.Equal(["a b\u001b[31m\u0001", "\ufffd\ufffd"], Texts([.. Bytes("a\0b\u001b[31m\u0001\r\n"), 0xff, 0xfe]));
        Assert.Equal(["caf\ufffd"], Texts([.. Bytes("caf"), 0xe9]));
    }

    [Fact]
    public void Windows_text_is_read() =>
        Assert.Equal(["NVRM: \u00e9", "b"], Texts([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("NVRM: \u00e9\r\nb\r\n")]));

    [Fact]
    public void All_members_of_a_gzip_file_are_read() =>
        Assert.Equal(["one", "two", "three"], Texts([.. Zip("one\n"), .. Zip("two\n"), .. Zip(""), .. Zip("three")]));

    [Fact]
    public void What_came_before_a_cut_is_read_and_the_cut_is_told()
    {
        var random = new Random(5);
        var text = string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"line {i} {random.Next()}"));
        byte[] packed = [.. Zip("first member\n"), .. Zip(text)];
        _temp.File("a", packed[..(packed.Length / 2)]);
        using var input = InputDetector.Open(_temp.At("a"));
        var lines = input.Text!.AllLines().ToList();
        Assert.Equal("first member", lines[0].Text);
        Assert.InRange(lines.Count, 5_000, 19_000);
        Assert.Contains("cut", input.Text.Damage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_bomb_ends()
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            var block = new byte[1024 * 1024];
            block.AsSpan().Fill((byte)'a');
            for (var i = 0; i < 40; i++)
            {
                zip.Write(block);
            }
        }
        _temp.File("bomb", stream.ToArray());
        var limits = new InputLimits { MostRatio = 100, RatioAfter = 1024 * 1024 };
        Assert.Contains("100 times", Drain(limits), StringComparison.Ordinal);
        Assert.Contains("more than 2 MiB", Drain(new InputLimits { MostUnpacked = 2 * 1024 * 1024 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_read_to_its_end()
    {
        _temp.Fifo("pipe");
        var writer = new Thread(() =>
        {
            using var pipe = File.Open(_temp.At("pipe"), FileMode.Open, FileAccess.Write);
            pipe.Write("one\nt"u8);
            pipe.Flush();
            Thread.Sleep(200);
            pipe.Write("wo\n"u8);
        });
        writer.Start();
        using var input = InputDetector.Open(_temp.At("pipe"));
        Assert.Equal(["one", "two"], input.Text!.AllLines().Select(line => line.Text));
        writer.Join();
    }

    [Fact]
    public void A_pipe_that_nobody_writes_to_is_an_error()
    {
        _temp.Fifo("pipe");
        var clock = Stopwatch.StartNew();
        var failure = Assert.Throws<InputException>(() => InputDetector.Open(_temp.At("pipe"), new InputLimits { FirstByte = TimeSpan.FromMilliseconds(200) }));
        Assert.Contains("nothing was written", failure.Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_long_line_is_cut()
    {
        var lines = Texts(Bytes("short\n" + new string('x', 10_000_000) + "\nend"));
        Assert.Equal(["short", "end"], [lines[0], lines[2]]);
        Assert.Equal(16 * 1024, lines[1].Length);
    }

    [Fact]
    public void A_large_text_gives_what_matters_with_its_line_numbers()
    {
        var text = new StringBuilder();
        for (var i = 1; i <= 50_000; i++)
        {
            text.Append(i % 10_000 == 0 ? $"NVRM: Xid number {i}\n" : $"nothing to see in line {i}\r\n");
        }
        foreach (var bytes in (byte[][])[Bytes(text.ToString()), Zip(text.ToString())])
        {
            _temp.File("log", bytes);
            using var input = InputDetector.Open(_temp.At("log"), new InputLimits { FilterAbove = 1000 });
            var lines = input.Text!.Lines(["NVRM: Xid", "no such thing"]).ToList();
            Assert.True(input.Text.IsFiltered);
            Assert.Equal((4 * 6) + 1, lines.Count);
            Assert.Equal(new LogLine(10_000, "NVRM: Xid number 10000"), lines[0]);
            Assert.Equal(new LogLine(10_005, "nothing to see in line 10005"), lines[5]);
            Assert.Equal(new LogLine(50_000, "NVRM: Xid number 50000"), lines[^1]);
        }
    }

    [Fact]
    public void A_text_that_is_too_large_to_keep_is_an_error()
    {
        _temp.File("log", Zip(new string('x', 3_000_000)));
        using var input = InputDetector.Open(_temp.At("log"), new InputLimits { MostKept = 2 * 1024 * 1024 });
        var failure = Assert.Throws<InputException>(() => input.Text!.AllLines().Count());
        Assert.Contains(": is larger than 2 MiB", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_text_gives_all()
    {
        _temp.File("log", "a\nb\n\nc");
        using var input = InputDetector.Open(_temp.At("log"));
        Assert.Equal([new(1, "a"), new(2, "b"), new(3, ""), new(4, "c")], input.Text!.Lines(["none such"]));
        Assert.False(input.Text.IsFiltered);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Zip(string text)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Bytes(text));
        }
        return stream.ToArray();
    }

    private static string Error(string path)
    {
        var failure = Assert.Throws<InputException>(() => InputDetector.Open(path));
        Assert.DoesNotContain('\n', failure.Message);
        return failure.Message;
    }

    private string Error(byte[] content)
    {
        _temp.File("a", content);
        return Error(_temp.At("a"));
    }

    private InputKind Kind(byte[] content)
    {
        _temp.File("a", content);
        using var input = InputDetector.Open(_temp.At("a"));
        return input.Kind;
    }

    private List<string> Texts(byte[] content)
    {
        _temp.File("a", content);
        using var input = InputDetector.Open(_temp.At("a"));
        return [.. input.Text!.AllLines().Select(line => line.Text)];
    }

    private string Drain(InputLimits limits) => Assert.Throws<InputException>(() =>
    {
        using var input = InputDetector.Open(_temp.At("bomb"), limits);
        Assert.Equal(0, input.Text!.AllLines().Count(line => line.Text.Length < 10));
    }).Message;
}
