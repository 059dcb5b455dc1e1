using System.Collections.Immutable;

namespace Strata.Layers.Driver.Xid;

/// <summary>NVIDIA's catalogue of Xids and SXids, embedded (source: Xid-Catalog.xlsx, driver 595 source, Fabric Manager guide).</summary>
public static class XidCatalogue
{
    private static readonly Lazy<ImmutableDictionary<string, XidEntry>> Rows = new(Read);

    /// <summary>All rows: Xids by number, then SXids by number.</summary>
    public static ImmutableArray<XidEntry> All =>
        [.. Rows.Value.Values.OrderBy(entry => entry.IsSwitch).ThenBy(entry => int.TryParse(entry.Code.TrimStart('S'), out var number) ? number : int.MaxValue)];

    /// <summary>Finds a code as people write it: <c>79</c>, <c>Xid 79</c>, <c>S12028</c>, <c>SXid 12028</c>; null when it is newer than this catalogue.</summary>
    public static XidEntry? Find(string code)
    {
        var text = code.Trim();
        var isSwitch = text.StartsWith("S", StringComparison.OrdinalIgnoreCase);
        var digits = new string([.. text.Where(char.IsAsciiDigit)]).TrimStart('0');
        return Rows.Value.GetValueOrDefault(isSwitch ? "S" + digits : digits)
            ?? (digits.Length >= 5 ? Rows.Value.GetValueOrDefault("S" + digits) : null);
    }

    /// <summary>Finds an Xid by number.</summary>
    public static XidEntry? Xid(int code) => Rows.Value.GetValueOrDefault(code.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Finds an SXid by number.</summary>
    public static XidEntry? Sxid(int code) => Rows.Value.GetValueOrDefault("S" + code.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static ImmutableDictionary<string, XidEntry> Read() => CsvRows.Embedded("xid.csv").Select(row => new XidEntry(
        row["code"], row["mnemonic"], row["description"], row["severity"], row["action"],
        row["investigate"], row["xid154_from"], row["applies_to"], row["source"])).ToImmutableDictionary(entry => entry.Code, StringComparer.Ordinal);
}
