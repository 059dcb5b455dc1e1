using System.Collections.Immutable;

namespace Strata.Machine;

/// <summary>A machine that notes which looks failed, so that a report can say what it did not see. What nobody tried did not fail.</summary>
public sealed class NotingMachine(IMachine machine) : IMachine
{
    private readonly SortedSet<(string Why, string Name)> _gaps = [];

    /// <inheritdoc/>
    public Origin Origin => machine.Origin;

    /// <summary>Reason and name of each failed look, in order.</summary>
    public ImmutableArray<(string Why, string Name)> Gaps => [.. _gaps];

    /// <inheritdoc/>
    public Reading<TextDocument> Read(string path) => Note(path, machine.Read(path));

    /// <inheritdoc/>
    public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most) => Note(path, machine.ReadBytes(path, most));

    /// <inheritdoc/>
    public Reading<ImmutableArray<string>> List(string directory) => Note(directory, machine.List(directory));

    /// <inheritdoc/>
    public Reading<string> ReadLink(string path) => machine.ReadLink(path);

    /// <inheritdoc/>
    public Reading<FileStatus> Stat(string path) => Note(path, machine.Stat(path));

    /// <inheritdoc/>
    public Reading<ToolOutput> Run(ToolCall call) => Note(call.CommandLine, machine.Run(call));

    /// <inheritdoc/>
    public IEnumerable<LogText> Logs() => machine.Logs();

    /// <inheritdoc/>
    public Reading<T> Library<T>()
        where T : class => machine.Library<T>();

    private Reading<T> Note<T>(string name, Reading<T> reading)
    {
        if (reading is Reading<T>.Unreadable { Why: not Reading.NotHere } unreadable)
        {
            _gaps.Add((unreadable.Why, name));
        }
        return reading;
    }
}
