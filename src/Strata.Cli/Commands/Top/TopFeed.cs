using Strata.Rendering;

namespace Strata.Cli.Commands.Top;

/// <summary>Where <c>strata top</c> has its values from.</summary>
internal abstract class TopFeed : IAsyncDisposable
{
    /// <summary>What the head says of it.</summary>
    public abstract string Name { get; }

    /// <summary>True when its processes are those of this host.</summary>
    public abstract bool IsOfThisHost { get; }

    /// <summary>True when the times that it tells are of this host's clock.</summary>
    public abstract bool IsOfThisClock { get; }

    /// <exception cref="ServiceException">It does not answer; the message says why.</exception>
    public abstract Task<GpuList> ReadAsync(CancellationToken cancel);

    public abstract ValueTask DisposeAsync();
}
