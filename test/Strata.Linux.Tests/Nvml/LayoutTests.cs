using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Strata.Linux.Nvml.Structs;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml;

/// <summary>Our structures against the sizes and offsets that a compiler gives those of nvml.h.</summary>
public sealed class LayoutTests
{
    private static readonly Dictionary<string, (int Size, List<int> Offsets)> Expected = Read();

    public static TheoryData<string, Type> Structs => new()
    {
        { "nvmlUtilization_t", typeof(Utilization) },
        { "nvmlMemory_t", typeof(MemoryInfo) },
        { "nvmlMemory_v2_t", typeof(MemoryInfo2) },
        { "nvmlBAR1Memory_t", typeof(Bar1Memory) },
        { "nvmlPciInfo_t", typeof(PciInfo) },
        { "nvmlRowRemapperHistogramValues_t", typeof(RowRemapperHistogram) },
        { "nvmlEccSramErrorStatus_v1_t", typeof(SramEccErrors) },
        { "nvmlRepairStatus_v1_t", typeof(RepairStatus) },
        { "nvmlDeviceAttributes_t", typeof(DeviceAttributes) },
        { "nvmlEventData_t", typeof(EventData) },
        { "nvmlProcessUtilizationSample_t", typeof(ProcessUtilizationSample) },
        { "nvmlFieldValue_t", typeof(FieldValue) },
        { "nvmlGpmSupport_t", typeof(GpmSupport) },
        { "nvmlGpmMetricsGet_t", typeof(GpmMetrics) },
        { "nvmlGpuFabricInfo_t", typeof(FabricInfo) },
        { "nvmlGpuFabricInfo_v3_t", typeof(FabricInfo3) },
    };

    [Theory]
    [MemberData(nameof(Structs))]
    public void A_structure_has_the_layout_of_the_header(string name, Type type)
    {
        var (size, offsets) = Expected[name];
        Assert.Equal(size, Marshal.SizeOf(type));
        Assert.Equal(offsets, type.GetFields().Select(field => (int)Marshal.OffsetOf(type, field.Name)));
    }

    [Fact]
    public void The_version_word_carries_size_and_version()
    {
        Assert.Equal(40, Unsafe.SizeOf<MemoryInfo2>());
        Assert.Equal(0x02000028u, Strata.Linux.Nvml.Versions.Of<MemoryInfo2>(2));
    }

    private static Dictionary<string, (int, List<int>)> Read()
    {
        var structs = new Dictionary<string, (int, List<int>)>(StringComparer.Ordinal);
        List<int> offsets = [];
        foreach (var line in File.ReadLines(Path.Combine(Peer.Checkout, "test/Strata.Linux.Tests/Nvml/structs.tsv")).Where(line => !line.StartsWith('#')))
        {
            var cells = line.Split('\t');
            if (cells[0].Length > 0)
            {
                structs[cells[0]] = (int.Parse(cells[1], CultureInfo.InvariantCulture), offsets = []);
            }
            else
            {
                offsets.Add(int.Parse(cells[1], CultureInfo.InvariantCulture));
            }
        }
        return structs;
    }
}
