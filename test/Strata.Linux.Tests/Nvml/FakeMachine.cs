using System.Runtime.InteropServices;

namespace Strata.Linux.Tests.Nvml;

/// <summary>A fake library of its own folder, loaded into this process, and the control file beside it.</summary>
internal sealed unsafe class FakeMachine : IDisposable
{
    public const int Ok = 0, Uninitialized = 1, InvalidArgument = 2, NotSupported = 3, NoPermission = 4, NotFound = 6, InsufficientSize = 7, Timeout = 10, Lost = 15, WrongVersion = 25;

    private readonly TempTree _temp = new();
    private readonly nint _library;

    public FakeMachine(FakeDriver driver, int branch, params ReadOnlySpan<string> lines)
    {
        File.Copy(driver.Library(branch), Path);
        _temp.Link("libnvidia-ml.so", Path);
        Configure(lines);
        _library = NativeLibrary.Load(Path);
    }

    public string Folder => _temp.Root;

    public string Path => _temp.At("libnvidia-ml.so.1");

    /// <summary>What setters wrote.</summary>
    public string State => File.ReadAllText(_temp.At("fake.state"));

    public void Configure(params ReadOnlySpan<string> lines)
    {
        _temp.File("fake.new", string.Concat(lines.ToArray().Select(line => line + "\n")));
        File.Move(_temp.At("fake.new"), _temp.At("fake.conf"), overwrite: true);
    }

    public bool Exports(string function) => NativeLibrary.TryGetExport(_library, function, out _);

    public int Call(string function) => ((delegate* unmanaged<int>)Find(function))();

    public int Call(string function, nint a) => ((delegate* unmanaged<nint, int>)Find(function))(a);

    public int Call(string function, nint a, nint b) => ((delegate* unmanaged<nint, nint, int>)Find(function))(a, b);

    public int Call(string function, nint a, nint b, nint c) => ((delegate* unmanaged<nint, nint, nint, int>)Find(function))(a, b, c);

    public int Call(string function, nint a, nint b, nint c, nint d) => ((delegate* unmanaged<nint, nint, nint, nint, int>)Find(function))(a, b, c, d);

    public FakeMachine Start()
    {
        Assert.Equal(Ok, Call("nvmlInit_v2"));
        return this;
    }

    public int TryGpu(int index, out nint device)
    {
        fixed (nint* at = &device)
        {
            return Call("nvmlDeviceGetHandleByIndex_v2", index, (nint)at);
        }
    }

    public nint Gpu(int index)
    {
        Assert.Equal(Ok, TryGpu(index, out var device));
        return device;
    }

    public ulong Count()
    {
        uint count = 0;
        Assert.Equal(Ok, Call("nvmlDeviceGetCount_v2", (nint)(&count)));
        return count;
    }

    /// <summary>The number that a getter of the form (handle, out number) gives.</summary>
    public ulong Number(string function, nint device)
    {
        ulong number = 0;
        Assert.Equal(Ok, Call(function, device, (nint)(&number)));
        return number;
    }

    public int Result(string function, nint device)
    {
        var room = stackalloc ulong[16];
        return Call(function, device, (nint)room);
    }

    public string Text(string function, nint device)
    {
        var room = stackalloc byte[96];
        Assert.Equal(Ok, Call(function, device, (nint)room, 96));
        return Marshal.PtrToStringUTF8((nint)room)!;
    }

    /// <summary>The value of a field and its own result.</summary>
    public (int Result, ulong Value) Field(nint device, uint field, uint scope = 0)
    {
        var value = new byte[40];
        BitConverter.TryWriteBytes(value, field);
        BitConverter.TryWriteBytes(value.AsSpan(4), scope);
        fixed (byte* at = value)
        {
            Assert.Equal(Ok, Call("nvmlDeviceGetFieldValues", device, 1, (nint)at));
        }
        return (BitConverter.ToInt32(value, 28), BitConverter.ToUInt64(value, 32));
    }

    /// <summary>How many bytes of a buffer of 0xEE bytes a call wrote, counted to the last one.</summary>
    public int Written(string function, nint device, uint version = 0)
    {
        var room = new byte[4096];
        room.AsSpan().Fill(0xEE);
        if (version != 0)
        {
            BitConverter.TryWriteBytes(room, version);
        }
        fixed (byte* at = room)
        {
            Assert.Equal(Ok, Call(function, device, (nint)at));
        }
        return room.AsSpan().LastIndexOfAnyExcept((byte)0xEE) + 1;
    }

    /// <summary>How often each function was called in this process, by the lines of the file of counts.</summary>
    public Dictionary<string, long> Counts() => Directory.EnumerateFiles(Folder, "counts.*")
        .SelectMany(File.ReadLines)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => words[0], words => long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public string CountsLine => $"stats {_temp.At("counts")}";

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        _temp.Dispose();
    }

    private nint Find(string function) => NativeLibrary.GetExport(_library, function);
}
