using Strata.Cli.Commands.Gpu;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Probe;
using Strata.Rendering;

namespace Strata.Cli.Commands.Top;

/// <summary>Asks the driver itself, through a probe, where no agent does.</summary>
internal sealed class ProbeFeed(GpuLibrary library, bool isAgentSought) : TopFeed
{
    private static readonly TimeSpan DetailInterval = TimeSpan.FromSeconds(2);

    private readonly GpuHost _host = new(new GpuHostOptions { Probe = ProbeCommand.Line(library.Path), GateSleeping = !library.IsDemo }, TimeProvider.System, _ => { });
    private DateTimeOffset _nextDetail = DateTimeOffset.MinValue;

    public override string Name => (isAgentSought ? "no agent answers: " : "") + "asks the driver itself";

    public override bool IsOfThisHost => !library.IsDemo;

    public override bool IsOfThisClock => true;

    public override async Task<GpuList> ReadAsync(CancellationToken cancel)
    {
        await _host.SampleAsync().ConfigureAwait(false);
        if (TimeProvider.System.GetUtcNow() >= _nextDetail)
        {
            await _host.DetailAsync().ConfigureAwait(false);
            _nextDetail = TimeProvider.System.GetUtcNow() + DetailInterval;
        }
        return _host.IsLeftAlone || (_host.Code == NvmlCode.Success && _host.Driver is not null)
            ? new GpuList(_host.Driver, [.. _host.Gpus], TimeProvider.System.GetUtcNow(), IsDemo: library.IsDemo)
            : throw new ServiceException(GpuReading.Refusal(_host.Code), _host.Code == NvmlCode.Timeout);
    }

    public override async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync().ConfigureAwait(false);
        library.Dispose();
    }
}
