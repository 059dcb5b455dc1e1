using System.Globalization;
using System.Reflection;
using Strata.Linux.Nvml.Fields;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml;

/// <summary>The numbers of fields, against those in the header of each branch.</summary>
public sealed class FieldIdTests
{
    private static readonly string[][] Table =
        [.. File.ReadLines(Path.Combine(Peer.Checkout, "lab/nvml/fields.tsv")).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'))];

    [Fact]
    public void A_field_has_the_number_of_each_branch()
    {
        var branches = Table[0][1..].Select(branch => int.Parse(branch, CultureInfo.InvariantCulture)).ToArray();
        var rows = Table[1..].ToDictionary(row => "NVML_" + row[0], row => row[1..], StringComparer.Ordinal);
        var fields = typeof(FieldIds).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.GetValue(null)).OfType<FieldId>().ToList();

        Assert.True(fields.Count > 30);
        foreach (var field in fields)
        {
            Assert.Equal(
                rows[field.Name].Select(number => number == "0" ? (uint?)null : uint.Parse(number, CultureInfo.InvariantCulture)),
                branches.Select(field.In));
        }
    }

    [Fact]
    public void Moved_fields_are_not_read_under_their_old_numbers()
    {
        Assert.Null(FieldIds.SoftwareThermal.In(570));
        Assert.Equal(251u, FieldIds.SoftwareThermal.In(580));
        Assert.Equal(269u, FieldIds.SoftwareThermal.In(590));
        Assert.Equal(200u, FieldIds.MigQueryIndependent.In(555));
        Assert.Equal(199u, FieldIds.MigQueryIndependent.In(570));
    }
}
