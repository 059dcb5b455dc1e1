using Strata.Machine;

namespace Strata.Cli;

/// <summary>A machine with what must be done once it was read.</summary>
internal sealed class OpenedSource(IMachine machine, Action? finish = null) : IDisposable
{
    public IMachine Machine { get; } = machine;

    /// <summary>Writes what was recorded.</summary>
    public void Finish() => finish?.Invoke();

    public void Dispose() => (Machine as IDisposable)?.Dispose();
}
