using System.Collections.Immutable;
using System.Text;

namespace Strata.Linux.Modules;

/// <summary>What a module file says of itself.</summary>
/// <param name="Fields">Keys and values of <c>.modinfo</c>, in the order of the file.</param>
/// <param name="Signature">The signature appended to it; null when there is none.</param>
internal sealed record ModuleText(ImmutableArray<KeyValuePair<string, string>> Fields, ModuleSignature? Signature)
{
    /// <summary>Splits a <c>.modinfo</c> section: <c>key=value</c> texts, each ended by NUL, with padding between them.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Split(ReadOnlySpan<byte> section)
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var range in section.Split((byte)0))
        {
            var entry = section[range];
            var equals = entry.IndexOf((byte)'=');
            if (equals > 0)
            {
                fields.Add(new(Encoding.UTF8.GetString(entry[..equals]), Encoding.UTF8.GetString(entry[(equals + 1)..])));
            }
        }
        return fields.ToImmutable();
    }
}
