using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Layers.Kernel;

/// <summary>Version of an NVIDIA driver, such as 535.113.01; the part before the first dot is the branch.</summary>
public sealed partial record DriverVersion : IComparable<DriverVersion>
{
    private readonly int[] _parts;

    private DriverVersion(string text, int[] parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>The version as it is written.</summary>
    public string Text { get; }

    /// <summary>The branch, 535 in 535.113.01.</summary>
    public int Branch => _parts[0];

    /// <summary>Reads a version from the start of a text: <c>535.113.01</c>, <c>525.85.12-1</c>, <c>1:470.57.02-0ubuntu1</c>; null when there is none.</summary>
    public static DriverVersion? Parse(string? text)
    {
        if (text is null || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }
        var version = match.Groups["version"].Value;
        var parts = version.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new DriverVersion(version, parts);
    }

    /// <summary>True when both name the same build; a version cut to two parts equals every build it begins.</summary>
    public bool Agrees(DriverVersion other)
    {
        var shared = Math.Min(_parts.Length, other._parts.Length);
        return _parts.AsSpan(0, shared).SequenceEqual(other._parts.AsSpan(0, shared));
    }

    /// <inheritdoc/>
    public int CompareTo(DriverVersion? other)
    {
        if (other is null)
        {
            return 1;
        }
        for (var i = 0; i < Math.Max(_parts.Length, other._parts.Length); i++)
        {
            var order = _parts.ElementAtOrDefault(i).CompareTo(other._parts.ElementAtOrDefault(i));
            if (order != 0)
            {
                return order;
            }
        }
        return 0;
    }

    /// <inheritdoc/>
    public bool Equals(DriverVersion? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"^\s*(?:[0-9]:)?(?<version>[0-9]{2,4}\.[0-9]{1,3}(?:\.[0-9]{1,3})?)(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
