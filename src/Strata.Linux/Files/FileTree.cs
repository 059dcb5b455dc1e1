using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Strata.Machine;

namespace Strata.Linux.Files;

/// <summary>
/// Reads files below a root directory and nothing outside it: absolute links start again at the root and <c>..</c> cannot
/// leave it. Only regular files are ever opened; pipes, devices and sockets are recognised before, because opening one can
/// block, rewind a tape or wake a GPU. Every look has a deadline. No member throws for anything the tree holds.
/// </summary>
public sealed class FileTree : IDisposable
{
    private const int BlockBytes = 64 * 1024;
    private const int UnpackTimes = 6;

    private readonly Descriptor _root;
    private readonly FileTreeOptions _options;
    private readonly HangGuard _guard;
    private readonly bool _walk;

    /// <summary>Opens the root directory.</summary>
    /// <exception cref="InputException">The root is not a directory that can be opened.</exception>
    public FileTree(string root, FileTreeOptions? options = null)
    {
        _options = options ?? new FileTreeOptions();
        _guard = new HangGuard(_options.Deadline, _options.MostAbandoned, _options.Hanging);
        var descriptor = Libc.Open(root, Libc.OpenPathOnly | Libc.OpenDirectoryOnly | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new InputException($"{root}: {SystemError.Text(Marshal.GetLastPInvokeError())}");
        }
        _root = new Descriptor(descriptor);
        _walk = _options.WalkPaths || !KernelResolves(descriptor);
        Root = root;
    }

    /// <summary>The root as it was given.</summary>
    public string Root { get; }

    /// <summary>Number of reads that were abandoned and still hang.</summary>
    public int Abandoned => _guard.Abandoned;

    /// <summary>Reads a text file: UTF-8 with replacement, without CR and NUL.</summary>
    public Reading<TextDocument> Read(string path)
    {
        var source = new Source(path);
        return _guard.Run(HangScope.Of(path), source, () =>
            ReadBytes(path, source, _options.MostTextBytes, refuseLarger: true) switch
            {
                Reading<ReadOnlyMemory<byte>>.Known known =>
                    Reading.Known(TextDocument.Of(path, Strings.Clean(path, known.Value.Span)), source),
                var other => other.Map(_ => new TextDocument(path, [])),
            });
    }

    /// <summary>Reads up to <paramref name="most"/> bytes from the start of a file.</summary>
    public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most)
    {
        var source = new Source(path);
        return _guard.Run(HangScope.Of(path), source, () => ReadBytes(path, source, most, refuseLarger: false));
    }

    /// <summary>Lists the names in a directory, sorted by ordinal.</summary>
    public Reading<ImmutableArray<string>> List(string directory)
    {
        var source = new Source(directory);
        return _guard.Run(HangScope.Of(directory), source, () => ListNow(directory, source));
    }

    /// <summary>Reads the target of a link as it is written.</summary>
    public Reading<string> ReadLink(string path)
    {
        var source = new Source(path);
        return _guard.Run(HangScope.Of(path), source, () =>
        {
            using var link = OpenPath(path, followLast: false, out var error);
            if (link is null)
            {
                return Failed<string>(error, source);
            }
            if (!Libc.Status(link.Number, out var status) || status.Kind != FileKind.Link)
            {
                return Reading.Unreadable<string>("is not a symbolic link", source);
            }
            return Libc.LinkTarget(link.Number) is { } target
                ? Reading.Known(Encoding.UTF8.GetString(target), source)
                : Failed<string>(Marshal.GetLastPInvokeError(), source);
        });
    }

    /// <summary>Reads kind, mode, owner and group without following a link; owner and group as numbers.</summary>
    public Reading<FileStatus> Stat(string path)
    {
        var source = new Source(path);
        return _guard.Run(HangScope.Of(path), source, () =>
        {
            using var file = OpenPath(path, followLast: false, out var error);
            if (file is null)
            {
                return Failed<FileStatus>(error, source);
            }
            if (!Libc.Status(file.Number, out var status))
            {
                return Failed<FileStatus>(Marshal.GetLastPInvokeError(), source);
            }
            var isDevice = status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice;
            return Reading.Known(
                new FileStatus(
                    status.Kind,
                    status.Permissions,
                    status.Owner.ToString(),
                    status.Group.ToString(),
                    isDevice ? (int)status.DeviceMajor : null,
                    isDevice ? (int)status.DeviceMinor : null),
                source);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    /// <summary>Where a directory of the tree lies for the whole system, for a tool that must be given a path; null when it cannot be told.</summary>
    internal string? Place(string directory)
    {
        using var place = OpenPath(directory, followLast: true, out _);
        return place is not null && Libc.Status(place.Number, out var status) && status.Kind == FileKind.Directory
            ? new DirectoryInfo($"/proc/self/fd/{place.Number}").LinkTarget
            : null;
    }

    /// <summary>
    /// Opens a regular file as a stream and hands it to <paramref name="use"/>, which may unpack it and has longer for that. Work
    /// that is late says nothing of the other files of its directory.
    /// </summary>
    internal Reading<T> Use<T>(string path, Func<FileStreamOfTree, Reading<T>> use)
    {
        var source = new Source(path);
        return _guard.Run(path, source, () =>
        {
            var file = OpenRegular(path, source, out Reading<T>? failure);
            if (file is null)
            {
                return failure!;
            }
            using var stream = new FileStreamOfTree(file);
            return use(stream);
        }, UnpackTimes * _options.Deadline);
    }

    /// <summary>Runs a look of another kind under the same deadline and the same memory of what hangs.</summary>
    internal Reading<T> Guard<T>(string scope, Source source, Func<Reading<T>> look) => _guard.Run(scope, source, look);

    private static bool KernelResolves(int root)
    {
        var probe = Libc.OpenInRoot(root, ".", Libc.OpenPathOnly | Libc.OpenCloseOnExec);
        if (probe >= 0)
        {
            Libc.Close(probe);
        }
        return probe >= 0;
    }

    private static Reading<T> Failed<T>(int error, Source source) => error is Libc.NoSuchEntry or Libc.NotADirectory
        ? Reading.Absent<T>(source)
        : Reading.Unreadable<T>(SystemError.Text(error), source);

    private Reading<ReadOnlyMemory<byte>> ReadBytes(string path, Source source, int most, bool refuseLarger)
    {
        using var file = OpenRegular(path, source, out Reading<ReadOnlyMemory<byte>>? failure);
        if (file is null)
        {
            return failure!;
        }
        var content = new ArrayBufferWriter<byte>(Math.Min(most, 4096) + 1);
        while (content.WrittenCount < most)
        {
            var room = Math.Min(most - content.WrittenCount, Math.Clamp(content.WrittenCount, 4096, BlockBytes * 16));
            var count = Libc.ReadInto(file.Number, content.GetSpan(room)[..room]);
            if (count < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                return Reading.Unreadable<ReadOnlyMemory<byte>>(
                    error == Libc.TryAgain ? "waits for data" : SystemError.Text(error), source);
            }
            if (count == 0)
            {
                return Reading.Known(content.WrittenMemory, source);
            }
            content.Advance(count);
        }
        if (refuseLarger && Libc.ReadInto(file.Number, stackalloc byte[1]) > 0)
        {
            return Reading.Unreadable<ReadOnlyMemory<byte>>($"is larger than {Strings.Size(most)}", source);
        }
        return Reading.Known(content.WrittenMemory, source);
    }

    private Descriptor? OpenRegular<T>(string path, Source source, out Reading<T>? failure)
    {
        using var place = OpenPath(path, followLast: true, out var error);
        if (place is null)
        {
            failure = Failed<T>(error, source);
            return null;
        }
        if (!Libc.Status(place.Number, out var status))
        {
            failure = Failed<T>(Marshal.GetLastPInvokeError(), source);
            return null;
        }
        if (status.Kind != FileKind.Regular)
        {
            failure = Reading.Unreadable<T>($"is {Strings.Kind(status.Kind)}, not a file", source);
            return null;
        }
        return Reopen(place, Libc.OpenNonBlocking, source, out failure);
    }

    // A descriptor opened by path only names one inode; opening it again cannot reach another one.
    private static Descriptor? Reopen<T>(Descriptor place, int flags, Source source, out Reading<T>? failure)
    {
        var number = Libc.Open(
            $"/proc/self/fd/{place.Number}", Libc.OpenReadOnly | Libc.OpenNoTerminal | Libc.OpenCloseOnExec | flags, 0);
        var error = Marshal.GetLastPInvokeError();
        failure = number >= 0 ? null : error == Libc.NoSuchEntry
            ? Reading.Unreadable<T>("cannot be opened without /proc", source)
            : Failed<T>(error, source);
        return number >= 0 ? new Descriptor(number) : null;
    }

    private Reading<ImmutableArray<string>> ListNow(string directory, Source source)
    {
        using var place = OpenPath(directory, followLast: true, out var error);
        if (place is null)
        {
            return Failed<ImmutableArray<string>>(error, source);
        }
        if (!Libc.Status(place.Number, out var status) || status.Kind != FileKind.Directory)
        {
            return Reading.Unreadable<ImmutableArray<string>>("is not a directory", source);
        }
        using var open = Reopen(place, Libc.OpenDirectoryOnly, source, out Reading<ImmutableArray<string>>? failure);
        return open is null ? failure! : DirectoryNames.Read(open.Number, _options.MostNames, source);
    }

    private Descriptor? OpenPath(string path, bool followLast, out int error)
    {
        error = 0;
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            error = Libc.InvalidArgument;
            return null;
        }
        var number = _walk ? PathWalk.Open(_root.Number, path, followLast) : OpenByKernel(path, followLast);
        if (number >= 0)
        {
            return new Descriptor(number);
        }
        error = -number;
        return null;
    }

    private int OpenByKernel(string path, bool followLast)
    {
        var flags = Libc.OpenPathOnly | Libc.OpenCloseOnExec | (followLast ? 0 : Libc.OpenNoFollow);
        var number = Libc.OpenInRoot(_root.Number, path, flags);
        if (number >= 0)
        {
            return number;
        }
        var error = Marshal.GetLastPInvokeError();
        return error == Libc.TryAgain ? PathWalk.Open(_root.Number, path, followLast) : -error;
    }
}
