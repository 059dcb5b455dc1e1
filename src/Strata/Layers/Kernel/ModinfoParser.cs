using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Kernel;

/// <summary>Reads what <c>modinfo</c> prints of one module.</summary>
public static class ModinfoParser
{
    /// <summary>Parses the output, or gives null when it holds no field of a module.</summary>
    /// <param name="asked">Path or name that was asked for; used where the output has no file name.</param>
    /// <param name="output">Output.</param>
    public static ModuleFile? Parse(string asked, TextDocument output)
    {
        var fields = new Dictionary<string, (string Value, Source Source)>(StringComparer.Ordinal);
        for (var i = 0; i < output.Lines.Length; i++)
        {
            var line = output.Lines[i];
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon is > 0 and < 20 && !char.IsWhiteSpace(line[0]))
            {
                fields.TryAdd(line[..colon].Trim(), (line[(colon + 1)..].Trim(), output.At(i)));
            }
        }
        string? Field(string name) => fields.TryGetValue(name, out var field) && field.Value.Length > 0 ? field.Value : null;
        if (Field("filename") is null && Field("version") is null && Field("vermagic") is null)
        {
            return null;
        }
        var path = Field("filename") ?? asked;
        var source = fields.TryGetValue("version", out var version) ? version.Source : fields.Values.First().Source;
        return new ModuleFile(path, ModuleName.Of(path), DriverVersion.Parse(Field("version")), Field("vermagic"), Field("signer"), Field("license"), source);
    }

    /// <summary>Parses several outputs that stand one after another, each begun by its <c>filename:</c>.</summary>
    public static ImmutableArray<ModuleFile> ParseAll(string asked, TextDocument output)
    {
        var starts = Enumerable.Range(0, output.Lines.Length)
            .Where(i => output.Lines[i].StartsWith("filename:", StringComparison.Ordinal))
            .ToList();
        if (starts.Count < 2)
        {
            return Parse(asked, output) is { } one ? [one] : [];
        }
        return
        [
            .. starts.Select((start, n) =>
            {
                var end = n + 1 < starts.Count ? starts[n + 1] : output.Lines.Length;
                return Parse(asked, new TextDocument(output.Name, output.Lines[start..end], output.FirstLine + start));
            }).OfType<ModuleFile>(),
        ];
    }
}
