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
    public static DockerConfig? ParseDaemonJson(TextDocument document)
    {
        try
        {
            using var json = JsonDocument.Parse(document.Text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }
            var names = ImmutableArray.CreateBuilder<string>();
            var programs = ImmutableArray.CreateBuilder<string>();
            if (json.RootElement.TryGetProperty("runtimes", out var runtimes) && runtimes.ValueKind == JsonValueKind.Object)
            {
                foreach (var runtime in runtimes.EnumerateObject())
                {
                    names.Add(runtime.Name);
                    if (runtime.Value.ValueKind == JsonValueKind.Object
                        && runtime.Value.TryGetProperty("path", out var path) && path.ValueKind == JsonValueKind.String)
                    {
                        programs.Add(path.GetString() ?? "");
                    }
                }
            }
            var chosen = json.RootElement.TryGetProperty("default-runtime", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
            return new DockerConfig(names.ToImmutable(), chosen, programs.ToImmutable(), names.Contains("nvidia") ? document.Find("nvidia") : document.Whole)
            {
                CdiDirectories = Texts(json.RootElement, "cdi-spec-dirs"),
                Cdi = json.RootElement.TryGetProperty("features", out var features) && features.ValueKind == JsonValueKind.Object && features.TryGetProperty("cdi", out var cdi)
                    && cdi.ValueKind is JsonValueKind.True or JsonValueKind.False ? cdi.GetBoolean() : null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ImmutableArray<string> Texts(JsonElement root, string name) => root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : [];

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
