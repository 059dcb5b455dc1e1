using Strata.Dev;
using Strata.Lab;

namespace Strata.Tests;

/// <summary>The checkout that the tests run in.</summary>
public static class Checkout
{
    public static string Root { get; } = RepositoryRoot.Find();

    public static LabFolder Lab { get; } = new(Path.Combine(Root, "lab"));

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>Hand-written C# files below a folder, relative to the root, in order.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
        .Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
