using Strata.Cli.Terminal;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Probe;
using Strata.Sampling;

namespace Strata.Cli.Commands.Gpu;

/// <summary>Reads the GPUs of this host once, through a probe; those that sleep are not woken. The driver is null where all do.</summary>
internal static class GpuReading
{
    public static async Task<(DriverIdentity? Driver, IReadOnlyList<GpuStatus> Gpus)> ReadAsync(GpuLibrary library, bool withDetails)
    {
        using var progress = ProgressLine.Start("asking the driver");
        await using var host = new GpuHost(new GpuHostOptions { Probe = ProbeCommand.Line(library.Path), GateSleeping = !library.IsDemo }, TimeProvider.System, _ => { });
        await host.SampleAsync().ConfigureAwait(false);
        if (withDetails)
        {
            await host.DetailAsync().ConfigureAwait(false);
        }
        return host.Driver is not null || host.IsLeftAlone ? (host.Driver, host.Gpus) : throw new ServiceException(Refusal(host.Code), host.Code == NvmlCode.Timeout);
    }

    /// <summary>Prints, and tells by the exit code whether every GPU answered that does not sleep; one that took part again after a crash, without a sample, did not.</summary>
    public static int Print(IEnumerable<GpuStatus> gpus, string text)
    {
        StandardOutput.Write(text);
        return gpus.All(gpu => gpu is { IsUp: null } or { Answers: true, Sample: not null }) ? ExitCodes.Ok : ExitCodes.Unknown;
    }

    /// <summary>Why the library does not start.</summary>
    public static string Refusal(int code) => code switch
    {
        NvmlCode.LibraryNotFound => "libnvidia-ml.so.1 is not on this host; strata doctor tells why",
        NvmlCode.DriverNotLoaded => "the driver is not loaded; strata doctor tells why",
        NvmlCode.Timeout => "the driver did not answer in time; strata doctor tells why",
        NvmlCode.VersionMismatch => "the driver's library and its kernel module have different versions; strata doctor tells why",
        _ => $"the driver's library does not start (NVML code {code}); strata doctor tells why",
    };
}
