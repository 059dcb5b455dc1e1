using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Sockets;

/// <summary>
/// The local socket of the one agent of a host: a lock beside it tells that its owner lives, so that the file of a dead one
/// is replaced and that of a living one never is.
/// </summary>
public sealed partial class LocalSocket : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const string GroupName = "strata";
    private const uint Unchanged = uint.MaxValue;
    private const int LongestPath = 107;

    private readonly FileStream _lock;

    private LocalSocket(string path, FileStream taken) => (Path, _lock) = (path, taken);

    /// <summary>Path of the socket.</summary>
    public string Path { get; }

    /// <summary>Becomes the owner of a path, until disposed.</summary>
    /// <exception cref="SocketOwnedException">Another process owns it.</exception>
    /// <exception cref="IOException">It cannot be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not make it there.</exception>
    [SupportedOSPlatform("linux")]
    public static LocalSocket Take(string path)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new IOException($"{path}: longer than {LongestPath} bytes, which no socket may be");
        }
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        var owner = new LocalSocket(path, Lock(path));
        if (Answers(path))
        {
            owner.Dispose();
            throw Owned(path);
        }
        return owner;
    }

    /// <summary>Makes the socket in place of one that a dead owner left; nobody but its owner and group can ever connect.</summary>
    /// <exception cref="IOException">Something that is not a socket lies there.</exception>
    [SupportedOSPlatform("linux")]
    public Socket Bind()
    {
        if (KindOf(Path) is { } kind)
        {
            if (kind != FileKind.Socket)
            {
                throw new IOException($"{Path}: is there and is not a socket");
            }
            File.Delete(Path);
        }
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // The file gets no more rights than the socket has now, so it is never open to all, whatever the umask.
            using (var handle = new SafeFileHandle(socket.Handle, ownsHandle: false))
            {
                File.SetUnixFileMode(handle, Mode);
            }
            socket.Bind(new UnixDomainSocketEndPoint(Path));
            if (GroupNumber(GroupName) is { } group)
            {
                _ = ChangeOwner(Path, Unchanged, group);
            }
            File.SetUnixFileMode(Path, Mode);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    [SupportedOSPlatform("linux")]
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException error) when (error.HResult == Libc.TryAgain)
        {
            throw Owned(path);
        }
    }

    private static FileKind? KindOf(string path)
    {
        using var file = new Descriptor(Libc.Open(path, Libc.OpenPathOnly | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0));
        return !file.IsInvalid && Libc.Status(file.Number, out var status) ? status.Kind : null;
    }

    private static SocketOwnedException Owned(string path) => new($"an agent already runs here: {path} is in use");

    private static bool Answers(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static unsafe uint? GroupNumber(string name)
    {
        var entry = GroupByName(name);
        return entry is null ? null : entry->Number;
    }

    [LibraryImport("libc", EntryPoint = "getgrnam", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial GroupEntry* GroupByName(string name);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [StructLayout(LayoutKind.Sequential)]
    private struct GroupEntry
    {
        public nint Name;
        public nint Password;
        public uint Number;
    }
}
