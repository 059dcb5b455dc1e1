using Strata.Linux.Nvml.Probe;

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
            var place = gpu is null ? default(Layers.Bus.PciAddress?) : GpuName.Find(gpu, host.Gpus);
            if (isRelease)
            {
                await host.ReleaseAsync(place).ConfigureAwait(false);
            }
            else
            {
                host.Hold(place);
                await host.SampleAsync().ConfigureAwait(false);
            }
            _done.TrySetResult(StateOf(host));
        }
        catch (ArgumentException unknown)
        {
            _done.TrySetException(unknown);
        }
    }

    /// <summary>Nobody will carry it out.</summary>
    public void GiveUp() => _done.TrySetException(new InvalidOperationException("the agent ends"));

    public static HoldState StateOf(GpuHost host) => new(
        host.IsHeld, [.. host.Released.Select(place => host.Gpus.FirstOrDefault(gpu => gpu.Address == place)?.Identity?.Uuid ?? place.ToString())]);
}
