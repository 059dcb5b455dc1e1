using System.Collections.Immutable;
using System.Text.Json;
using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>What Docker knows of runtimes.</summary>
/// <param name="Runtimes">Names of registered runtimes.</param>
/// <param name="DefaultRuntime">Runtime of containers that name none, or null when not told.</param>
/// <param name="RuntimePrograms">Programs of the runtimes, where told.</param>
/// <param name="Source">Where it was read.</param>
public sealed record DockerConfig(
    ImmutableArray<string> Runtimes, string? DefaultRuntime, ImmutableArray<string> RuntimePrograms, Source Source)
{
    /// <summary>Directories in which it is told to look for CDI specifications; empty where it keeps its own.</summary>
    public ImmutableArray<string> CdiDirectories { get; init; } = [];

    /// <summary>True or false where CDI is switched on or off; null where it is not told.</summary>
    public bool? Cdi { get; init; }

    /// <summary>True when a runtime named nvidia is registered.</summary>
    public bool KnowsNvidia => Runtimes.Contains("nvidia");

    /// <summary>Reads daemon.json; null when it is not valid JSON.</summary>
    public static DockerConfig? ParseDaemonJson(TextDocument document) => JsonText.Read(document.Text, root =>
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        ImmutableArray<JsonProperty> runtimes = [.. root.Has("runtimes", out var told) ? told.Members() : []];
        var chosen = root.Has("default-runtime", out var value) ? value.Text() : null;
        return new DockerConfig(
            [.. runtimes.Select(runtime => runtime.Name)],
            chosen,
            [.. runtimes.Select(runtime => runtime.Value.Has("path", out var path) ? path.Text() : null).OfType<string>()],
            runtimes.Any(runtime => runtime.Name == "nvidia") ? document.Find("nvidia") : document.Whole)
        {
            CdiDirectories = root.Has("cdi-spec-dirs", out var directories) ? [.. directories.Texts()] : [],
            Cdi = root.Has("features", out var features) && features.Has("cdi", out var cdi) && cdi.ValueKind is JsonValueKind.True or JsonValueKind.False ? cdi.GetBoolean() : null,
        };
    });

    /// <summary>Reads what <c>docker info</c> prints; null when it names no runtimes.</summary>
    public static DockerConfig? ParseInfo(TextDocument document)
    {
        ImmutableArray<string> names = [];
        string? chosen = null;
        var source = document.Whole;
        var directories = ImmutableArray.CreateBuilder<string>();
        var inDirectories = false;
        for (var i = 0; i < document.Lines.Length; i++)
        {
            var line = document.Lines[i].Trim();
            inDirectories = line.StartsWith("CDI spec directories:", StringComparison.Ordinal) || (inDirectories && line.StartsWith('/'));
            if (inDirectories && line.StartsWith('/'))
            {
                directories.Add(line);
            }
            else if (line.StartsWith("Runtimes:", StringComparison.Ordinal))
            {
                names = [.. line["Runtimes:".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)];
                source = document.At(i);
            }
            else if (line.StartsWith("Default Runtime:", StringComparison.Ordinal))
            {
                chosen = line["Default Runtime:".Length..].Trim();
            }
        }
        return names.IsEmpty ? null : new DockerConfig(names, chosen, [], source) { CdiDirectories = directories.ToImmutable() };
    }
}
