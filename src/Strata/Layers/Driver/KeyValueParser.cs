using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>Reads the <c>Name: value</c> files below /proc/driver/nvidia.</summary>
public static class KeyValueParser
{
    /// <summary>Values by name; the first of a name counts.</summary>
    public static ImmutableDictionary<string, string> Parse(TextDocument text)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                values.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }
        return values.ToImmutable();
    }
}
