using System.Collections.Immutable;
using Strata.Layers.Userspace;
using Strata.Layers.Userspace.Apt;
using Strata.Linux.Files;
using Strata.Linux.Inputs;
using Strata.Machine;

namespace Strata.Linux;

/// <summary>
/// Reads the package lists of apt, which are too large to hold: only names and versions of the driver's packages are kept,
/// under the numbers of their lines.
/// </summary>
internal static class PackageIndex
{
    private const string Folder = "/var/lib/apt/lists/";
    private const int MostLines = 50_000;

    /// <summary>The part of a list that matters; null when the path is not that of a list.</summary>
    public static Reading<TextDocument>? Read(FileTree tree, string path) =>
        path.StartsWith(Folder, StringComparison.Ordinal) && AptLists.MayCarryDriver(path) ? tree.Use(path, file => Filter(path, file)) : null;

    private static Reading<TextDocument> Filter(string path, Stream file)
    {
        try
        {
            ImmutableArray<LogLine> kept = [.. OfDriver(new InputText(path, file, () => null, null, new InputLimits()).AllLines()).Take(MostLines)];
            return Reading.Known(new TextDocument(path, [.. kept.Select(line => line.Text)]) { Numbers = [.. kept.Select(line => line.Number)] }, new Source(path));
        }
        catch (Exception error) when (error is IOException or InputException)
        {
            return Reading.Unreadable<TextDocument>(error.Message, new Source(path));
        }
    }

    private static IEnumerable<LogLine> OfDriver(IEnumerable<LogLine> lines)
    {
        var isWithin = false;
        foreach (var line in lines)
        {
            var isName = line.Text.StartsWith("Package: ", StringComparison.Ordinal);
            isWithin = isName ? PackageRole.IsOfDriver(line.Text["Package: ".Length..]) : isWithin;
            if (isWithin && (isName || line.Text.StartsWith("Version: ", StringComparison.Ordinal)))
            {
                yield return line;
            }
        }
    }
}
