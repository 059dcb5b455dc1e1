using System.Diagnostics;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Tests.Files;

public sealed class FileTreeTests : IDisposable
{
    private readonly TempTree _temp = new();

    public static TheoryData<bool> Resolvers => [true, false];

    public void Dispose() => _temp.Dispose();

    [Theory, MemberData(nameof(Resolvers))]
    public void A_file_is_text_without_returns_and_zeros(bool walk)
    {
        _temp.File("etc/a", "one\r\ntwo\0three\r\n\0\0");
        using var tree = Tree(walk);
        Assert.Equal(["one", "two three"], Known(tree.Read("/etc/a")).Lines.ToArray());
    }

    [Theory, MemberData(nameof(Resolvers))]
    public void Bytes_that_are_no_text_are_replaced(bool walk)
    {
        _temp.File("a", [0x66, 0xff, 0xfe, 0x67]);
        using var tree = Tree(walk);
        Assert.Equal("f\ufffd\ufffdg", Known(tree.Read("/a")).Text);
    }

    [Theory, MemberData(nameof(Resolvers))]
    public void What_is_not_there_is_absent(bool walk)
    {
        _temp.File("a", "x");
        using var tree = Tree(walk);
        Assert.True(tree.Read("/b").IsAbsent);
        Assert.True(tree.Read("/a/b").IsAbsent);
        Assert.True(tree.List("/c").IsAbsent);
        Assert.True(tree.ReadLink("/c").IsAbsent);
        Assert.True(tree.Stat("/c").IsAbsent);
    }

    [Theory, MemberData(nameof(Resolvers))]
    public void Links_stay_inside_the_root(bool walk)
    {
        _temp.File("etc/passwd", "inside")
            .Link("absolute", "/etc/passwd")
            .Link("up", "../../../../../../etc/passwd")
            .Link("deep/er/relative", "../../etc/passwd")
            .Link("folder", "/etc");
        using var tree = Tree(walk);
        foreach (var path in (string[])["/absolute", "/up", "/deep/er/relative", "/folder/passwd", "/../../etc/passwd", "/deep/../etc/./passwd"])
        {
            Assert.Equal("inside", Known(tree.Read(path)).Text);
        }
    }

    [Theory, MemberData(nameof(Resolvers))]
    public void Link_loops_end(bool walk)
    {
        _temp.Link("a", "b").Link("b", "a").Link("self", "self/x");
        using var tree = Tree(walk);
        Assert.Contains("circle", Why(tree.Read("/a")), StringComparison.Ordinal);
        Assert.Contains("circle", Why(tree.Read("/self")), StringComparison.Ordinal);
        Assert.Equal("b", Known(tree.ReadLink("/a")));
        Assert.Equal(FileKind.Link, Known(tree.Stat("/a")).Kind);
    }

    [Theory, MemberData(nameof(Resolvers))]
    public void Forty_links_are_followed_and_no_more(bool walk)
    {
        _temp.File("end", "end").Link("l0", "end");
        for (var i = 1; i < 60; i++)
        {
            _temp.Link("l" + i, "l" + (i - 1));
        }
        using var tree = Tree(walk);
        Assert.True(tree.Read("/l39").IsKnown);
        Assert.True(tree.Read("/l40").IsUnreadable);
    }

    [Theory, MemberData(nameof(Resolvers))]
    public void Pipes_devices_and_directories_are_not_files(bool walk)
    {
        _temp.Fifo("pipe").Folder("folder").Link("device", "/dev/zero");
        using var tree = Tree(walk);
        Assert.Contains("named pipe", Why(tree.Read("/pipe")), StringComparison.Ordinal);
        Assert.Contains("directory", Why(tree.Read("/folder")), StringComparison.Ordinal);
        Assert.True(tree.Read("/device").IsAbsent);
        using var host = new FileTree("/", new FileTreeOptions { WalkPaths = walk });
        Assert.Contains("character device", Why(host.Read("/dev/zero")), StringComparison.Ordinal);
        Assert.Contains("directory", Why(host.ReadBytes("/dev", 4)), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Resolvers))]
    public void Names_are_listed_in_order(bool walk)
    {
        _temp.File("d/b", "").File("d/a", "").File("d/B", "").Folder("d/c");
        using var tree = Tree(walk);
        Assert.Equal(["B", "a", "b", "c"], Known(tree.List("/d")).ToArray());
        Assert.Equal(["B", "a", "b", "c"], Known(tree.List("/d/")).ToArray());
        Assert.Contains("not a directory", Why(tree.List("/d/a")), StringComparison.Ordinal);
        Assert.Equal(["d"], Known(tree.List("/")).ToArray());
    }

    [Fact]
    public void A_directory_with_too_many_names_is_refused()
    {
        for (var i = 0; i < 20; i++)
        {
            _temp.File("d/" + i, "");
        }
        using var tree = new FileTree(_temp.Root, new FileTreeOptions { MostNames = 10 });
        Assert.True(tree.List("/d").IsUnreadable);
    }

    [Fact]
    public void A_thousand_names_are_listed()
    {
        for (var i = 0; i < 1500; i++)
        {
            _temp.File("d/a-rather-long-name-of-a-file-" + i, "");
        }
        using var tree = Tree(walk: false);
        Assert.Equal(1500, Known(tree.List("/d")).Length);
    }

    [Theory, MemberData(nameof(Resolvers))]
    public void Status_shows_mode_and_device_numbers(bool walk)
    {
        _temp.File("a", "x");
        File.SetUnixFileMode(_temp.At("a"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        using var tree = Tree(walk);
        Assert.Equal(0x120, Known(tree.Stat("/a")).Mode);
        using var host = new FileTree("/", new FileTreeOptions { WalkPaths = walk });
        var zero = Known(host.Stat("/dev/zero"));
        Assert.Equal((FileKind.CharacterDevice, 1, 5), (zero.Kind, zero.Major, zero.Minor));
    }

    [Fact]
    public void A_file_larger_than_the_cap_is_refused_and_one_of_its_size_is_read()
    {
        _temp.File("ten", "0123456789").File("eleven", "0123456789a");
        using var tree = new FileTree(_temp.Root, new FileTreeOptions { MostTextBytes = 10 });
        Assert.True(tree.Read("/ten").IsKnown);
        Assert.Equal("is larger than 10 bytes", Why(tree.Read("/eleven")));
        Assert.Equal(4, Known(tree.ReadBytes("/eleven", 4)).Length);
        Assert.Equal(11, Known(tree.ReadBytes("/eleven", 100)).Length);
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_read()
    {
        _temp.File("line", new string('x', 10_000_000));
        using var tree = Tree(walk: false);
        Assert.Equal(10_000_000, Known(tree.Read("/line")).Lines[0].Length);
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_ends()
    {
        _temp.File("log", "start\n");
        using var stop = new CancellationTokenSource();
        var writer = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                File.AppendAllText(_temp.At("log"), "more\n");
            }
        });
        writer.Start();
        using var tree = Tree(walk: false);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("start", Known(tree.Read("/log")).Lines[0]);
        }
        stop.Cancel();
        writer.Join();
    }

    [Fact]
    public void Files_of_the_kernel_without_a_size_are_read()
    {
        using var tree = new FileTree("/");
        Assert.NotEqual("", Known(tree.Read("/proc/sys/kernel/osrelease")).FirstTrimmed);
        Assert.Contains("Linux", Known(tree.Read("/proc/version")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_that_fails_in_the_kernel_is_unreadable()
    {
        using var tree = new FileTree("/");
        Assert.True(tree.ReadBytes("/proc/self/mem", 10).IsUnreadable);
    }

    [Fact]
    public void Odd_paths_never_throw()
    {
        using var tree = Tree(walk: false);
        using var walking = Tree(walk: true);
        foreach (var path in (string[])["", "\0", "/a\0b", "/", "//", "..", "/" + new string('x', 300), "/" + string.Join('/', Enumerable.Repeat("y", 5000)), "/\ud800"])
        {
            Assert.False(tree.Read(path).IsKnown);
            Assert.False(walking.Read(path).IsKnown);
        }
    }

    [Fact]
    public void A_root_that_is_no_directory_is_an_input_error()
    {
        _temp.File("a", "");
        Assert.Throws<InputException>(() => new FileTree(_temp.At("a")));
        Assert.Throws<InputException>(() => new FileTree(_temp.At("b")));
    }

    [Fact]
    public void A_look_that_hangs_is_left_behind_and_its_place_is_not_asked_again()
    {
        using var gate = new ManualResetEventSlim();
        var guard = new HangGuard(TimeSpan.FromMilliseconds(100), mostAbandoned: 2, new HangBook());
        var clock = Stopwatch.StartNew();
        var hung = guard.Run("driver", new Source("/proc/driver/nvidia/version"), () =>
        {
            gate.Wait();
            return Reading.Known(1, new Source("late"));
        });
        Assert.Equal("did not answer in 0.1 s", Why(hung));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3));
        Assert.Contains("/proc/driver/nvidia/version did not answer", Why(guard.Run("driver", new Source("x"), One)), StringComparison.Ordinal);
        Assert.True(guard.Run("else", new Source("x"), One).IsKnown);
        Assert.Equal(1, guard.Abandoned);
        guard.Run("third", new Source("x"), () =>
        {
            gate.Wait();
            return One();
        });
        Assert.Contains("2 other reads hang", Why(guard.Run("else", new Source("x"), One)), StringComparison.Ordinal);
        gate.Set();
        SpinWait.SpinUntil(() => guard.Abandoned == 0, TimeSpan.FromSeconds(5));
        Assert.Equal(0, guard.Abandoned);
    }

    [Fact]
    public void A_place_that_hangs_costs_one_thread_however_often_the_machine_is_opened()
    {
        using var gate = new ManualResetEventSlim();
        var book = new HangBook();
        Reading<int> Hang()
        {
            gate.Wait();
            return One();
        }
        for (var run = 0; run < 20; run++)
        {
            var guard = new HangGuard(TimeSpan.FromMilliseconds(50), mostAbandoned: 2, book);
            Assert.Contains("did not answer", Why(guard.Run("dead", new Source("/dead/a"), Hang)), StringComparison.Ordinal);
            Assert.Equal(1, guard.Abandoned);
            Assert.True(guard.Run("else", new Source("x"), One).IsKnown);
        }
        gate.Set();
        SpinWait.SpinUntil(() => book.Count == 0, TimeSpan.FromSeconds(5));
        Assert.True(new HangGuard(TimeSpan.FromSeconds(5), mostAbandoned: 2, book).Run("dead", new Source("/dead/a"), Hang).IsKnown);
    }

    [Fact]
    public void A_look_that_throws_is_unreadable()
    {
        var guard = new HangGuard(TimeSpan.FromSeconds(1), mostAbandoned: 2, new HangBook());
        Assert.Equal("no", Why(guard.Run<int>("a", new Source("a"), () => throw new IOException("no"))));
        Assert.True(guard.Run("a", new Source("a"), One).IsKnown);
    }

    [Theory]
    [InlineData("/proc/driver/nvidia/gpus/0000:65:00.0/information", "/proc/driver/nvidia")]
    [InlineData("/sys/bus/pci/devices/0000:65:00.0/config", "0000:65:00.0")]
    [InlineData("/sys/devices/pci0000:64/0000:64:00.0/0000:65:00.0/config", "0000:65:00.0")]
    [InlineData("/sys/bus/pci/devices/10000:65:00.0/config", "10000:65:00.0")]
    [InlineData("/etc/modprobe.d/a.conf", "/etc/modprobe.d")]
    [InlineData("/etc", "/etc")]
    public void Looks_hang_together_by_device(string path, string scope) => Assert.Equal(scope, HangScope.Of(path));

    private static Reading<int> One() => Reading.Known(1, new Source("one"));

    private static T Known<T>(Reading<T> reading) => Assert.IsType<Reading<T>.Known>(reading).Value;

    private static string Why<T>(Reading<T> reading) => Assert.IsType<Reading<T>.Unreadable>(reading).Why;

    private FileTree Tree(bool walk) => new(_temp.Root, new FileTreeOptions { WalkPaths = walk });
}
