using System.Collections.Immutable;

namespace Strata.Machine;

/// <summary>
/// The one door through which evidence comes. A live host, a directory tree, a capture bundle, a bug report, a pasted
/// text and a lab case are implementations; a collector cannot tell which. Every answer is a <see cref="Reading{T}"/>;
/// no member throws for anything the machine does.
/// </summary>
public interface IMachine
{
    /// <summary>What is being read.</summary>
    Origin Origin { get; }

    /// <summary>Reads a text file. Compressed files (<c>.gz</c>, <c>.xz</c>, <c>.zst</c>) are not unpacked.</summary>
    Reading<TextDocument> Read(string path);

    /// <summary>Reads up to <paramref name="most"/> bytes from the start of a file.</summary>
    Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most);

    /// <summary>Lists the names in a directory, sorted by ordinal.</summary>
    Reading<ImmutableArray<string>> List(string directory);

    /// <summary>Reads the target of a symbolic link as it is written.</summary>
    Reading<string> ReadLink(string path);

    /// <summary>Reads kind, mode and owner of a file without following a link.</summary>
    Reading<FileStatus> Stat(string path);

    /// <summary>Runs an allow-listed tool, or finds its transcript.</summary>
    Reading<ToolOutput> Run(ToolCall call);

    /// <summary>The logs of the machine, oldest container first; each can be read once.</summary>
    IEnumerable<LogText> Logs();

    /// <summary>
    /// Asks the GPU library; the type of the answer is the question. A machine without a sampler beside it was not looked at.
    /// </summary>
    Reading<T> Library<T>()
        where T : class => Reading.NotLooked<T>("libnvidia-ml.so.1");
}
