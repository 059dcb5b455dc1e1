using System.Collections.Concurrent;
using Strata.Linux.Files;
using Strata.Linux.Modules;
using Strata.Machine;

namespace Strata.Linux.Initrd;

/// <summary>
/// Answers <c>lsinitramfs IMAGE</c> with the modules and settings in an initial RAM disk; from then on its files can be read
/// below the path of the image, as if that were a directory.
/// </summary>
internal sealed class InitrdReader(FileTree tree)
{
    private readonly ConcurrentDictionary<string, Reading<InitrdContents>> _images = new(StringComparer.Ordinal);

    /// <summary>Answers <c>lsinitramfs IMAGE</c>.</summary>
    public Reading<ToolOutput> List(ToolCall call) =>
        Open(call.Arguments[0]).Map(contents => new ToolOutput(0, TextDocument.Of(call.CommandLine, string.Concat(contents.Names.Select(name => name + "\n")))));

    /// <summary>The text of a file in an image; null when no image lies above this path.</summary>
    public Reading<TextDocument>? Read(string path) => Find(path) is var (contents, inner)
        ? contents.Text(inner) is { } text
            ? Reading.Known(TextDocument.Of(path, Strings.Clean(path, text)), new Source(path))
            : contents.Names.Contains(inner)
                ? Reading.Unreadable<TextDocument>("leads out of the image", new Source(path))
                : Reading.Absent<TextDocument>(new Source(path))
        : null;

    /// <summary>Answers <c>modinfo PATH</c> for a module in an image; null when no image lies above this path.</summary>
    public Reading<ToolOutput>? Describe(ToolCall call) => Find(call.Arguments[0]) is var (contents, inner)
        ? contents.Modules.TryGetValue(inner, out var module)
            ? Reading.Known(new ToolOutput(0, TextDocument.Of(call.CommandLine, ModuleReader.Print(call.Arguments[0], module))), new Source(call.CommandLine))
            : Reading.Absent<ToolOutput>(new Source(call.CommandLine))
        : null;

    private Reading<InitrdContents> Open(string image) => _images.GetOrAdd(image, path => tree.Use(path, file =>
    {
        var source = new Source(path);
        try
        {
            return Reading.Known(InitrdScan.Read(file), source);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or EntryPointNotFoundException)
        {
            return Reading.Unreadable<InitrdContents>(failure.Message, source);
        }
    }));

    private (InitrdContents Contents, string Inner)? Find(string path)
    {
        foreach (var (image, reading) in _images)
        {
            if (path.Length > image.Length && path[image.Length] == '/' && path.StartsWith(image, StringComparison.Ordinal) && reading.TryGet(out var contents))
            {
                return (contents, path[(image.Length + 1)..]);
            }
        }
        return null;
    }
}
