using System.Text.RegularExpressions;

namespace Strata.Layers.Userspace.Apt;

/// <summary>Which files of its folders apt reads.</summary>
internal static partial class AptFiles
{
    /// <summary>Paths that apt reads, in its order: plain names without extension or with its own.</summary>
    public static IEnumerable<string> In(string folder, IEnumerable<string> names, string extension) =>
        names.Where(name => Plain().IsMatch(name) && Extension(name) is "" || Extension(name) == extension).Order(StringComparer.Ordinal).Select(name => $"{folder}/{name}");

    private static string Extension(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[dot..] : "";

    // Not what an editor leaves behind, such as 50old~.
    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
