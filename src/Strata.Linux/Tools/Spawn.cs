using System.Runtime.InteropServices;

namespace Strata.Linux.Tools;

/// <summary>Starting and stopping child processes without a shell (source: posix_spawn(3), kill(2), waitpid(2), poll(2)).</summary>
internal static unsafe partial class Spawn
{
    public const int SignalKill = 9;
    public const short PollInput = 1;

    private const short SetProcessGroup = 0x02;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const int OpenReadOnly = 0;
    private const int OpenCloseOnExec = 0x80000;
    private const int WaitNoHang = 1;

    // glibc and musl need 336 and 80 bytes at most; a signal set takes 128.
    private const int OpaqueBytes = 1024;

    /// <summary>Makes a pipe whose ends no other child inherits.</summary>
    public static bool Pipe(out int read, out int write)
    {
        var ends = stackalloc int[2];
        var made = Pipe2(ends, OpenCloseOnExec) == 0;
        read = made ? ends[0] : -1;
        write = made ? ends[1] : -1;
        return made;
    }

    /// <summary>Starts a program in a process group of its own with standard input empty; returns an error number, or 0.</summary>
    public static int Start(string path, string[] arguments, string[] environment, int output, int error, out int process)
    {
        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        var signals = stackalloc byte[128];
        var argumentList = Copy(arguments);
        var environmentList = Copy(environment);
        process = 0;
        ActionsInit(actions);
        AttributesInit(attributes);
        try
        {
            ActionsAddOpen(actions, 0, "/dev/null", OpenReadOnly, 0);
            ActionsAddDuplicate(actions, output, 1);
            ActionsAddDuplicate(actions, error, 2);
            AttributesSetGroup(attributes, 0);
            EmptySignals(signals);
            AttributesSetMask(attributes, signals);
            FullSignals(signals);
            AttributesSetDefaults(attributes, signals);
            AttributesSetFlags(attributes, SetProcessGroup | SetSignalDefaults | SetSignalMask);
            int child;
            var failure = PosixSpawn(&child, path, actions, attributes, argumentList, environmentList);
            process = child;
            return failure;
        }
        finally
        {
            ActionsDestroy(actions);
            AttributesDestroy(attributes);
            Free(argumentList);
            Free(environmentList);
        }
    }

    /// <summary>Waits until one of two pipes has something to read; a closed end is given as -1.</summary>
    public static int WaitForInput(int first, int second, int milliseconds, out bool firstReady, out bool secondReady)
    {
        var polls = stackalloc PollEntry[2];
        polls[0] = new PollEntry { Descriptor = first, Events = PollInput };
        polls[1] = new PollEntry { Descriptor = second, Events = PollInput };
        var count = Poll(polls, 2, milliseconds);
        firstReady = count > 0 && polls[0].Returned != 0;
        secondReady = count > 0 && polls[1].Returned != 0;
        return count;
    }

    /// <summary>True when the child has ended; its exit status, or 128 and the signal that ended it.</summary>
    public static bool HasEnded(int process, out int exitCode)
    {
        var status = 0;
        var ended = WaitProcess(process, &status, WaitNoHang) == process;
        exitCode = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        return ended;
    }

    /// <summary>Ends the child and everything it started.</summary>
    public static void KillGroup(int process)
    {
        if (process > 1)
        {
            _ = Kill(-process, SignalKill);
        }
    }

    private static byte** Copy(string[] texts)
    {
        var list = (byte**)NativeMemory.Alloc((nuint)((texts.Length + 1) * sizeof(byte*)));
        for (var i = 0; i < texts.Length; i++)
        {
            list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }
        list[texts.Length] = null;
        return list;
    }

    private static void Free(byte** list)
    {
        for (var i = 0; list[i] != null; i++)
        {
            Marshal.FreeCoTaskMem((nint)list[i]);
        }
        NativeMemory.Free(list);
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitProcess(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(int* process, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ActionsAddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int ActionsAddDuplicate(byte* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int AttributesSetGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int AttributesSetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int AttributesSetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FullSignals(byte* signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
