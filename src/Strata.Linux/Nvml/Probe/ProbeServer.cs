using System.Globalization;
using System.Text;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using Strata.Linux.Nvml.Reading;
using Strata.Linux.Nvml.Shapes;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>
/// The probe: the one process that calls the driver's library. It answers question after question until its input ends; when
/// a call hangs it simply does not answer, and whoever asked goes on without it.
/// </summary>
public sealed class ProbeServer
{
    private readonly IReadOnlyList<string> _paths;
    private readonly Stream _output;
    private readonly Lock _outputLock = new();
    private readonly SortedDictionary<int, Gpu> _gpus = [];

    [ThreadStatic]
    private static int? _gpuOfThread;

    private NvmlLibrary? _library;
    private DriverIdentity? _driver;
    private EventWatch? _events;

    private ProbeServer(IReadOnlyList<string> paths, Stream output)
    {
        _paths = paths;
        _output = output;
    }

    /// <summary>Answers until <paramref name="input"/> ends, then lets go of the driver.</summary>
    /// <param name="library">Path of a library to use instead of the system's.</param>
    /// <param name="input">Questions.</param>
    /// <param name="output">Replies and events.</param>
    public static void Serve(string? library, Stream input, Stream output)
    {
        var server = new ProbeServer(library is null ? NvmlSearch.Paths : [library], output);
        while (RecordStream.Read(input, ProbeJson.Default.ProbeQuestion) is { } question)
        {
            server.Answer(question);
        }
        server.Close();
    }

    private void Answer(ProbeQuestion question)
    {
        var (library, calls, spent) = (_library, _library?.Calls ?? 0, _library?.Spent ?? TimeSpan.Zero);
        _gpuOfThread = question.Ask is not (ProbeAsk.Identity or ProbeAsk.Sample or ProbeAsk.Detail) ? null
            : _gpus.TryGetValue(question.Gpu, out var known) ? known.Identity.Index : question.Index;
        var reply = question.Ask switch
        {
            ProbeAsk.Open => Open(SystemCalls.Init),
            ProbeAsk.OpenWithoutWaking => Open(SystemCalls.InitWithFlags, SystemCalls.NoGpus | SystemCalls.NoAttach),
            ProbeAsk.Identity => Identity(question),
            ProbeAsk.Sample => OfGpu(question.Gpu, Sample),
            ProbeAsk.Detail => OfGpu(question.Gpu, Detail),
            ProbeAsk.Watch => Watch(),
            _ => Close(),
        };
        ThreadName.Clear();
        // A library that was loaded anew counts from zero.
        var counted = _library ?? library;
        Send(reply with
        {
            Id = question.Id,
            Calls = (counted?.Calls ?? 0) - (counted == library ? calls : 0),
            Seconds = ((counted?.Spent ?? TimeSpan.Zero) - (counted == library ? spent : TimeSpan.Zero)).TotalSeconds,
        });
    }

    private ProbeReply Open(Order start, nint flags = 0)
    {
        Close();
        _library = NvmlLibrary.Load(_paths, symbol => ThreadName.Set(_gpuOfThread, symbol));
        if (_library is null)
        {
            return new ProbeReply(0, NvmlCode.LibraryNotFound);
        }
        var code = start.Do(_library, flags);
        if (code != NvmlCode.Success)
        {
            Unload();
            return new ProbeReply(0, code);
        }
        var version = SystemCalls.DriverVersion.Get(_library);
        var cuda = SystemCalls.CudaDriverVersion.Get(_library);
        _driver = new DriverIdentity(
            version.Or("") ?? "",
            SystemCalls.NvmlVersion.Get(_library).Or(null),
            cuda.IsKnown ? $"{cuda.Value / 1000}.{cuda.Value % 1000 / 10}" : null,
            (int)DeviceCalls.Count.Get(_library).Or(0),
            _library.Path);
        return new ProbeReply(0, version.Code) { Driver = _driver };
    }

    private ProbeReply Identity(ProbeQuestion question)
    {
        if (_library is null || _driver is null)
        {
            return new ProbeReply(0, NvmlCode.Uninitialized);
        }
        var handle = question.Address is { } address ? HandleAt(_library, address) : DeviceCalls.HandleByIndex.Get(_library, question.Index);
        if (!handle.IsKnown)
        {
            return new ProbeReply(0, handle.Code);
        }
        var device = new NvmlDevice(_library, handle.Value);
        var identity = IdentityReader.Read(device, question.Index);
        if (identity.IsKnown)
        {
            Drop(question.Gpu);
            _gpus[question.Gpu] = new Gpu(identity.Value, device, new SampleReader(device, _driver.Branch), new DetailReader(device, _driver.Branch));
        }
        return new ProbeReply(0, identity.Code) { Identity = identity.Or(null) };
    }

    // By its place no other GPU is started in the search.
    private static unsafe Answer<nint> HandleAt(NvmlLibrary library, PciAddress address)
    {
        Span<byte> text = stackalloc byte[TextBuffer.Length];
        text.Clear();
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{address.Domain:X8}:{address.Bus:X2}:{address.Device:X2}.{address.Function:X}"), text);
        fixed (byte* first = text)
        {
            return DeviceCalls.HandleByPciBusId.Get(library, (nint)first);
        }
    }

    private ProbeReply OfGpu(int index, Func<Gpu, ProbeReply> answer) =>
        _gpus.TryGetValue(index, out var gpu) ? answer(gpu) : new ProbeReply(0, NvmlCode.Uninitialized);

    private static ProbeReply Sample(Gpu gpu)
    {
        var sample = gpu.Samples.Read();
        return new ProbeReply(0, sample.Code) { Sample = sample.Or(null) };
    }

    private static ProbeReply Detail(Gpu gpu)
    {
        // What was refused once may be answered now: utilisation comes back when MIG is switched off.
        gpu.Device.ForgetRefusals();
        var detail = gpu.Details.Read();
        return new ProbeReply(0, detail.Code) { Detail = detail.Or(null) };
    }

    private ProbeReply Watch()
    {
        if (_library is null)
        {
            return new ProbeReply(0, NvmlCode.Uninitialized);
        }
        if (_events?.Stop() == false)
        {
            return new ProbeReply(0, NvmlCode.Timeout);
        }
        var (watch, code) = EventWatch.Start(_library, _gpus.Values.ToDictionary(gpu => gpu.Device.Handle, gpu => gpu.Identity), told => Send(new ProbeReply(0, 0) { Event = told }));
        _events = watch;
        return new ProbeReply(0, code);
    }

    private ProbeReply Close()
    {
        if (_library is null)
        {
            return new ProbeReply(0, NvmlCode.Success);
        }
        if (_events?.Stop() == false)
        {
            return new ProbeReply(0, NvmlCode.Timeout);
        }
        _events = null;
        foreach (var gpu in _gpus.Keys.ToList())
        {
            Drop(gpu);
        }
        var code = SystemCalls.Shutdown.Do(_library);
        Unload();
        return new ProbeReply(0, code);
    }

    private void Drop(int gpu)
    {
        if (_gpus.Remove(gpu, out var dropped))
        {
            dropped.Samples.Dispose();
            dropped.Details.Dispose();
        }
    }

    private void Unload()
    {
        _gpus.Clear();
        _driver = null;
        _library?.Dispose();
        _library = null;
    }

    private void Send(ProbeReply reply)
    {
        var bytes = RecordStream.Pack(reply, ProbeJson.Default.ProbeReply);
        lock (_outputLock)
        {
            _output.Write(bytes);
            _output.Flush();
        }
    }

    private sealed record Gpu(GpuIdentity Identity, NvmlDevice Device, SampleReader Samples, DetailReader Details);
}
