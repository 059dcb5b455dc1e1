using System.Globalization;
using Strata.Layers.Bus;
using Strata.Linux.Nvml.Probe;
using Strata.Sampling;

namespace Strata.Agent.Sampling;

/// <summary>An order to release or hold GPUs, carried out by the sampler between two ticks, so that no question is open meanwhile.</summary>
/// <param name="isRelease">True to let go, false to take up again.</param>
/// <param name="gpu">Place on the bus, UUID or index of the GPU; null for all.</param>
internal sealed class HoldOrder(bool isRelease, string? gpu)
{
    private readonly TaskCompletionSource<HoldState> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsRelease => isRelease;

    /// <summary>What was reached; an <see cref="ArgumentException"/> for a GPU that there is not.</summary>
    public Task<HoldState> Done => _done.Task;

    public async Task DoAsync(GpuHost host)
    {
        try
        {
            var place = gpu is null ? default(PciAddress?) : GpuName.Find(gpu, host.Gpus);
            if (isRelease)
            {
                await host.ReleaseAsync(place).ConfigureAwait(false);
            }
            else
            {
                host.Hold(place);
                await host.SampleAsync().ConfigureAwait(false);
            }
            _done.TrySetResult(StateOf(host, place));
        }
        catch (ArgumentException unknown)
        {
            _done.TrySetException(unknown);
        }
    }

    /// <summary>Nobody will carry it out.</summary>
    public void GiveUp() => _done.TrySetException(new InvalidOperationException("the agent ends"));

    private HoldState StateOf(GpuHost host, PciAddress? ordered)
    {
        var released = host.Released;
        return new HoldState(host.IsHeld, [.. host.Gpus.Where(IsLetGo).Select(Name)], isRelease ? [.. host.Gpus.Where(IsMeant).Where(gpu => !IsLetGo(gpu)).Select(Name)] : []);

        bool IsLetGo(GpuStatus gpu) => gpu.Address is { } place && released.Contains(place);
        bool IsMeant(GpuStatus gpu) => ordered is null || gpu.Address == ordered;
    }

    private static string Name(GpuStatus gpu) => gpu.Identity?.Uuid ?? gpu.Address?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"GPU {gpu.Index}");
}
