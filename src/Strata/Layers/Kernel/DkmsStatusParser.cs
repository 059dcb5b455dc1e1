using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Kernel;

/// <summary>Reads <c>dkms status</c> in the grammars of dkms 2.2 to 3.2 (source: tags of dell/dkms).</summary>
public static partial class DkmsStatusParser
{
    /// <summary>The lines about NVIDIA modules.</summary>
    public static ImmutableArray<DkmsEntry> Parse(TextDocument output)
    {
        var entries = ImmutableArray.CreateBuilder<DkmsEntry>();
        for (var i = 0; i < output.Lines.Length; i++)
        {
            if (Line().Match(output.Lines[i].Trim()) is { Success: true } match && match.Groups["m"].Value.StartsWith("nvidia", StringComparison.Ordinal))
            {
                entries.Add(Entry(name => match.Groups[name].Value, output.At(i)));
            }
        }
        return entries.ToImmutable();
    }

    /// <summary>Makes an entry of the named parts of a line.</summary>
    public static DkmsEntry Entry(Func<string, string> part, Source source) => new(
        part("m").Trim(),
        DriverVersion.Parse(part("v")),
        part("k").Trim() is { Length: > 0 } kernel ? kernel : null,
        part("state"),
        part("rest").Trim(' ', '(', ')'),
        source);

    [GeneratedRegex(@"^(?<m>[^,/\s]+)(?:/|, )(?<v>[^,:\s]+)(?:, (?<k>[^,]+), (?<a>[^:]+))?: (?<state>added|built|installed-weak|installed|broken)(?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
