using Strata.Layers.Driver;
using Strata.Linux.Nvml;
using Strata.Linux.Nvml.Families;

namespace Strata.Linux.Tests.Nvml.Reading;

/// <summary>The fake library bound as the probe binds it, in this process, for readers of one device.</summary>
internal sealed class LoadedMachine : IDisposable
{
    private readonly NvmlLibrary _library;

    public LoadedMachine(FakeDriver driver, params ReadOnlySpan<string> lines)
    {
        Machine = new FakeMachine(driver, 580, lines);
        Machine.Configure([.. lines, Machine.CountsLine]);
        _library = NvmlLibrary.Load([Machine.Path], _ => { })!;
        Assert.Equal(NvmlCode.Success, SystemCalls.Init.Do(_library));
    }

    public FakeMachine Machine { get; }

    public NvmlDevice Device(int index) => new(_library, DeviceCalls.HandleByIndex.Get(_library, index).Value);

    public void Dispose()
    {
        SystemCalls.Shutdown.Do(_library);
        _library.Dispose();
        Machine.Dispose();
    }
}
