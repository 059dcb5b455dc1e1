using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Bus;

/// <summary>Reads `options` lines of modprobe's configuration; total.</summary>
public static partial class ModprobeOptionParser
{
    /// <summary>The options for modules whose name starts with <paramref name="prefix"/>, written with underscores.</summary>
    public static ImmutableArray<ModuleOption> Parse(TextDocument document, string prefix)
    {
        var options = ImmutableArray.CreateBuilder<ModuleOption>();
        for (var i = 0; i < document.Lines.Length; i++)
        {
            options.AddRange(ParseLine(document.Lines[i], document.At(i), prefix));
        }
        return options.ToImmutable();
    }

    /// <summary>The options of one line.</summary>
    public static ImmutableArray<ModuleOption> ParseLine(string line, Source source, string prefix)
    {
        var match = Form().Match(line.Length <= 4000 ? line : "");
        var module = match.Groups["module"].Value.Replace('-', '_');
        if (!match.Success || !module.StartsWith(prefix, StringComparison.Ordinal))
        {
            return [];
        }
        var rest = match.Groups["rest"].Value;
        var comment = rest.IndexOf('#', StringComparison.Ordinal);
        return
        [
            .. (comment >= 0 ? rest[..comment] : rest).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                .Select(word => word.Split('=', 2))
                .Select(parts => new ModuleOption(module, parts[0], parts.Length == 2 ? parts[1] : "", source)),
        ];
    }

    [GeneratedRegex(@"^\s*options\s+(?<module>[\w-]+)\s+(?<rest>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
