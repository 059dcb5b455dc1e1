using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Layers.Driver.Xid;

/// <summary>What the two words of an NVLink 5 Xid mean.</summary>
/// <param name="Unit">Unit of the link, such as <c>NETIR_LINK_EVT</c>.</param>
/// <param name="Resolution">Immediate action, such as <c>RESET_GPU</c>.</param>
/// <param name="Investigate">What to look at when it comes again.</param>
/// <param name="Severity">Severity word.</param>
/// <param name="Origin">Hardware, software or both.</param>
public sealed record NvLink5Decoding(string Unit, string Resolution, string Investigate, string Severity, string Origin)
{
    /// <summary>One sentence.</summary>
    public string Describe() =>
        $"{Unit}, {Severity.ToLowerInvariant()}, {Origin}; NVIDIA's resolution {Resolution}{(Investigate.Length > 0 ? ", then " + Investigate : "")}.";
}

/// <summary>Decodes Xids 144 to 150 after the table of NVIDIA's catalogue; the layout of the first word changed with branch 575.</summary>
public static partial class NvLink5Decoder
{
    private const int FirstBranchOfNewLayout = 575;
    private static readonly Lazy<ImmutableArray<Dictionary<string, string>>> Rows = new(() => [.. CsvRows.Embedded("xid_nvlink5_decode.csv")]);

    /// <summary>The meaning, or null when the line carries no words or the table has no row for them.</summary>
    /// <param name="item">The event.</param>
    /// <param name="branch">Branch of the driver; null takes the newer layout first.</param>
    public static NvLink5Decoding? Decode(XidEvent item, int? branch)
    {
        var words = Words().Matches(item.Text).Select(word => Convert.ToUInt32(word.Value, 16)).ToList();
        if (!XidRouting.NvLink5.Contains(item.Code) || words.Count < 2)
        {
            return null;
        }
        var code = item.Code.ToString(CultureInfo.InvariantCulture);
        var unit = item.Text.Split([' ', ','], 2)[0];
        string[] columns = branch < FirstBranchOfNewLayout ? ["intrinfo_mask_v1_pre_r575"]
            : branch is null ? ["intrinfo_mask_v2_r575_up", "intrinfo_mask_v1_pre_r575"] : ["intrinfo_mask_v2_r575_up"];
        var row = columns.SelectMany(column => Rows.Value.Where(row => row["xid"] == code && Fits(row[column], words[0]) && HasStatus(row["error_status"], words[1])))
            .OrderByDescending(row => row["subcode"].Split('/').Any(name => unit.StartsWith(name.Trim(), StringComparison.OrdinalIgnoreCase)))
            .ThenByDescending(row => row["error_status"].Length > 0)
            .FirstOrDefault();
        return row is null ? null : new NvLink5Decoding(row["subcode"], row["resolution"], row["investigate"], row["severity"], row["hw_sw"]);
    }

    // A mask has one character per bit, highest first; a dash takes either.
    private static bool Fits(string mask, uint word)
    {
        if (mask.Length != 32)
        {
            return false;
        }
        for (var i = 0; i < 32; i++)
        {
            var bit = (word >> (31 - i)) & 1;
            if ((mask[i] == '0' && bit != 0) || (mask[i] == '1' && bit != 1))
            {
                return false;
            }
        }
        return true;
    }

    private static bool HasStatus(string statuses, uint word) => statuses.Length == 0 || statuses.Split('/').Any(status =>
        uint.TryParse(status.Trim().Replace("0x", "", StringComparison.OrdinalIgnoreCase), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)
        && (value == word || (value != 0 && (word & value) == value && uint.PopCount(value) == 1)));

    [GeneratedRegex(@"\b0x[0-9a-fA-F]{8}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
