using Strata.Judging;

namespace Strata.Lab;

/// <summary>Writes a page for each rule and their index under docs/rules.</summary>
public static class DocsCommand
{
    /// <summary>Writes the pages, or with <paramref name="check"/> only says which are stale.</summary>
    public static int Run(string root, bool check)
    {
        var folder = Path.Combine(root, "docs", "rules");
        var wanted = RulePages.All();
        var existing = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md").Select(path => Path.GetFileName(path)) : [];
        var stale = wanted.Where(page => Read(folder, page.Key) != page.Value).Select(page => page.Key)
            .Concat(existing.Where(name => !wanted.ContainsKey(name)))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (check)
        {
            foreach (var name in stale)
            {
                Console.Error.WriteLine($"docs: docs/rules/{name} is stale; run: dotnet run --project tools/Strata.Dev -- docs");
            }
            return stale.Count == 0 ? 0 : 1;
        }
        Directory.CreateDirectory(folder);
        foreach (var name in stale)
        {
            var path = Path.Combine(folder, name);
            if (wanted.TryGetValue(name, out var page))
            {
                File.WriteAllText(path, page);
            }
            else
            {
                File.Delete(path);
            }
        }
        Console.WriteLine($"docs: {Rules.All.Length} rules, {stale.Count} pages written");
        return 0;
    }

    private static string? Read(string folder, string name) =>
        Path.Combine(folder, name) is var path && File.Exists(path) ? File.ReadAllText(path) : null;
}
