using Strata.Linux.Inputs;
using Strata.Machine;

namespace Strata.Cli;

/// <summary>A machine with the inputs that must stay open while it is read.</summary>
internal sealed class OpenedSource(IMachine machine, IReadOnlyList<DetectedInput>? inputs = null) : IDisposable
{
    public IMachine Machine { get; } = machine;

    /// <summary>What is wrong with the inputs, as far as they were read.</summary>
    public IEnumerable<string> Damages => (inputs ?? []).Select(input => input.Text?.Damage is { } damage ? $"{input.Name}: {damage}" : null).OfType<string>();

    public void Dispose()
    {
        (Machine as IDisposable)?.Dispose();
        foreach (var input in inputs ?? [])
        {
            input.Dispose();
        }
    }
}
