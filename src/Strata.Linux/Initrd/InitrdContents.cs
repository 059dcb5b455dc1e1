using System.Collections.Immutable;
using Strata.Linux.Modules;

namespace Strata.Linux.Initrd;

/// <summary>What an initial RAM disk holds of drivers and their settings; everything else in it is passed over.</summary>
/// <param name="Names">Paths of module files and of settings, as in the archive.</param>
/// <param name="Texts">Content of small settings files by path.</param>
/// <param name="Links">Targets of links to settings files by path.</param>
/// <param name="Modules">What the core modules of NVIDIA's driver say of themselves, by path.</param>
internal sealed record InitrdContents(
    ImmutableArray<string> Names,
    IReadOnlyDictionary<string, byte[]> Texts,
    IReadOnlyDictionary<string, string> Links,
    IReadOnlyDictionary<string, ModuleText> Modules)
{
    private const int MostLinks = 8;

    /// <summary>Content of a settings file; null when the archive has none of this name, or a link leads out of it.</summary>
    public byte[]? Text(string path)
    {
        for (var i = 0; i < MostLinks; i++)
        {
            if (Texts.TryGetValue(path, out var text))
            {
                return text;
            }
            if (!Links.TryGetValue(path, out var target))
            {
                return null;
            }
            path = Resolve(path, target);
        }
        return null;
    }

    private static string Resolve(string path, string target)
    {
        var parts = new List<string>();
        foreach (var part in (target.StartsWith('/') ? target : path[..(path.LastIndexOf('/') + 1)] + target).Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }
        return string.Join('/', parts);
    }
}
