using System.Runtime.InteropServices;

namespace Strata.Linux.Files;

/// <summary>The system calls that files need. Numbers and flags are those of the Linux ABI for x86-64 and arm64.</summary>
internal static unsafe partial class Libc
{
    public const int OpenReadOnly = 0;
    public const int OpenNoTerminal = 0x100;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;
    public const int OpenPathOnly = 0x200000;

    public const int PermissionNotGiven = 1;
    public const int NoSuchEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int InvalidArgument = 22;
    public const int NotADirectory = 20;
    public const int BrokenPipe = 32;
    public const int NameTooLong = 36;
    public const int NoSuchCall = 38;
    public const int TooManyLinks = 40;

    private const short CanRead = 1;
    private const short CanWrite = 4;

    private const nint CallOpenAt2 = 437;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const ulong ResolveInRoot = 0x10;

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static int OpenDirectoryOnly => IsArm ? 0x4000 : 0x10000;

    public static int OpenNoFollow => IsArm ? 0x8000 : 0x20000;

    private static nint CallStatX => IsArm ? 291 : 332;

    private static nint CallGetDirectoryEntries => IsArm ? 61 : 217;

    /// <summary>Opens a path with no part of it outside <paramref name="root"/>; -1 and the error number when it fails.</summary>
    public static int OpenInRoot(int root, string path, int flags)
    {
        var how = new OpenHow { Flags = (ulong)(uint)flags, Resolve = ResolveInRoot };
        var name = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            return (int)Call(CallOpenAt2, root, name, (nint)(&how), sizeof(OpenHow), 0);
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    /// <summary>Reads kind, mode, owner and size of an open file.</summary>
    public static bool Status(int descriptor, out StatX status)
    {
        var empty = (byte)0;
        fixed (StatX* buffer = &status)
        {
            *buffer = default;
            return Call(CallStatX, descriptor, (nint)(&empty), EmptyPath, (nint)BasicStatus, (nint)buffer) == 0;
        }
    }

    /// <summary>Reads directory entries in the kernel's form; the number of bytes, 0 at the end, -1 on error.</summary>
    public static int DirectoryEntries(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return (int)Call(CallGetDirectoryEntries, descriptor, (nint)start, buffer.Length, 0, 0);
        }
    }

    /// <summary>Reads bytes; -1 on error.</summary>
    public static int ReadInto(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = Read(descriptor, start, (nuint)buffer.Length);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return (int)count;
        }
    }

    /// <summary>Reads the target of a link that is open by path only; null on error.</summary>
    public static byte[]? LinkTarget(int descriptor)
    {
        var buffer = new byte[4096];
        fixed (byte* start = buffer)
        {
            var count = ReadLinkAt(descriptor, "", start, (nuint)buffer.Length);
            return count < 0 ? null : buffer[..(int)count];
        }
    }

    /// <summary>Waits until something can be read, or the time is over.</summary>
    public static void WaitForInput(int descriptor, int milliseconds) => Wait(descriptor, CanRead, milliseconds);

    /// <summary>Waits until something can be written.</summary>
    public static void WaitForRoom(int descriptor) => Wait(descriptor, CanWrite, -1);

    /// <summary>True when something can be read now, its end included.</summary>
    public static bool HasInput(int descriptor) => Wait(descriptor, CanRead, 0) > 0;

    private static int Wait(int descriptor, short events, int milliseconds)
    {
        var request = new PollRequest { Descriptor = descriptor, Events = events };
        return Poll(&request, 1, milliseconds);
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int directory, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    public static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>Sets how willingly a thread gives way, 19 most; what it starts inherits it. Number 0 is the calling thread (Linux keeps this by thread).</summary>
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetPriority(int which, int number, int niceness);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLinkAt(int directory, string path, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
