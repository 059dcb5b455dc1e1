using System.Collections.Immutable;
using Strata.Machine;
using Strata.Sampling;

namespace Strata.Agent.Health;

/// <summary>
/// This machine, with the answers of the GPU library as the sampler has them. nvidia-smi is never run: it takes the driver's
/// locks, and hangs where a GPU hangs.
/// </summary>
internal sealed class WatchedMachine(IMachine machine, Reading<GpuAnswers> answers) : IMachine
{
    private const string Tool = "nvidia-smi";

    /// <inheritdoc/>
    public Origin Origin => machine.Origin;

    /// <inheritdoc/>
    public Reading<TextDocument> Read(string path) => machine.Read(path);

    /// <inheritdoc/>
    public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most) => machine.ReadBytes(path, most);

    /// <inheritdoc/>
    public Reading<ImmutableArray<string>> List(string directory) => machine.List(directory);

    /// <inheritdoc/>
    public Reading<string> ReadLink(string path) => machine.ReadLink(path);

    /// <inheritdoc/>
    public Reading<FileStatus> Stat(string path) => machine.Stat(path);

    /// <inheritdoc/>
    public Reading<ToolOutput> Run(ToolCall call) => call.Tool == Tool ? Reading.NotLooked<ToolOutput>(call.CommandLine) : machine.Run(call);

    /// <inheritdoc/>
    public IEnumerable<LogText> Logs() => machine.Logs();

    /// <inheritdoc/>
    public Reading<T> Library<T>()
        where T : class => answers as Reading<T> ?? Reading.NotLooked<T>(answers.Source.Name);
}
