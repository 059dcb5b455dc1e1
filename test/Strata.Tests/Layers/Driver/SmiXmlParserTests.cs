using Strata.Layers.Driver;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Driver;

public sealed class SmiXmlParserTests
{
    private const string Whole = """
        <?xml version="1.0" ?>
        <!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
        <nvidia_smi_log>
        	<timestamp>Mon Jul  6 10:00:00 2026</timestamp>
        	<driver_version>580.95.05</driver_version>
        	<cuda_version>13.0</cuda_version>
        	<attached_gpus>2</attached_gpus>
        	<gpu id="00000000:01:00.0">
        		<product_name>NVIDIA A100-SXM4-80GB</product_name>
        		<persistence_mode>Enabled</persistence_mode>
        		<mig_mode>
        			<current_mig>Enabled</current_mig>
        			<pending_mig>Enabled</pending_mig>
        		</mig_mode>
        		<mig_devices>
        			None
        		</mig_devices>
        		<uuid>GPU-00000000-0000-0000-0000-000000000001</uuid>
        		<minor_number>0</minor_number>
        		<gpu_recovery_action>None</gpu_recovery_action>
        		<pci>
        			<pci_bus_id>00000000:01:00.0</pci_bus_id>
        			<pci_gpu_link_info>
        				<pcie_gen><max_link_gen>4</max_link_gen><current_link_gen>1</current_link_gen></pcie_gen>
        				<link_widths><max_link_width>16x</max_link_width><current_link_width>8x</current_link_width></link_widths>
        			</pci_gpu_link_info>
        			<replay_counter>3</replay_counter>
        		</pci>
        		<clocks_event_reasons>
        			<clocks_event_reason_hw_thermal_slowdown>Active</clocks_event_reason_hw_thermal_slowdown>
        		</clocks_event_reasons>
        		<ecc_errors><volatile><dram_uncorrectable>2</dram_uncorrectable><sram_uncorrectable>N/A</sram_uncorrectable></volatile></ecc_errors>
        		<remapped_rows>
        			<remapped_row_pending>Yes</remapped_row_pending>
        			<remapped_row_failure>No</remapped_row_failure>
        		</remapped_rows>
        		<temperature><gpu_temp>43 C</gpu_temp></temperature>
        		<gpu_power_readings><instant_power_draw>21.11 W</instant_power_draw></gpu_power_readings>
        		<processes>
        			<process_info><pid>1589</pid><type>C</type><process_name>/usr/bin/python3</process_name><used_memory>120 MiB</used_memory></process_info>
        		</processes>
        	</gpu>
        	<gpu id="00000000:02:00.0">
        		<product_name>NVIDIA A100-SXM4-80GB</product_name>
        	</gpu>
        </nvidia_smi_log>
        """;

    [Fact]
    public void TheFieldsStandUnderThePathsOfTheText()
    {
        var gpus = Parse(Whole);

        Assert.Equal(["0000:01:00.0", "0000:02:00.0"], gpus.Select(gpu => gpu.Address.ToString()));
        var gpu = gpus[0];
        Assert.Equal(("NVIDIA A100-SXM4-80GB", "GPU-00000000-0000-0000-0000-000000000001", 0), (gpu.Name, gpu.Uuid, gpu.Minor));
        Assert.True(gpu.Is("Persistence Mode", "Enabled"));
        Assert.True(gpu.Is("MIG Mode/Current", "Enabled"));
        Assert.True(gpu.Is("MIG Devices", "None"));
        Assert.True(gpu.Is("GPU Recovery Action", "None"));
        Assert.True(gpu.Is("Clocks Event Reasons/HW Thermal Slowdown", "Active"));
        Assert.True(gpu.Is("Remapped Rows/Pending", "Yes"));
        Assert.Equal(8, gpu.Number("PCI/GPU Link Info/Link Width/Current"));
        Assert.Equal(3, gpu.Number("PCI/Replays Since Reset"));
        Assert.Equal(2, gpu.Number("ECC Errors/Volatile/DRAM Uncorrectable"));
        Assert.Equal(43, gpu.Number("Temperature/GPU Current Temp"));
        Assert.Equal(21.11, gpu.Number("GPU Power Readings/Power Draw"));
        Assert.Equal(new GpuProcess(1589, "C", "/usr/bin/python3", 120), Assert.Single(gpu.Processes));
    }

    [Fact]
    public void NotAvailableIsNotZero() => Assert.Null(Parse(Whole)[0].Number("ECC Errors/Volatile/SRAM Uncorrectable"));

    [Fact]
    public void AValueKnowsItsLine() => Assert.Equal((10, "\t\t<persistence_mode>Enabled</persistence_mode>"), (Parse(Whole)[0].Field("Persistence Mode").Source.Line, Parse(Whole)[0].Field("Persistence Mode").Source.Text));

    [Theory]
    [InlineData("<clocks_throttle_reasons><clocks_throttle_reason_hw_slowdown>Active</clocks_throttle_reason_hw_slowdown></clocks_throttle_reasons>", "Clocks Event Reasons/HW Slowdown", "Active")]
    [InlineData("<power_readings><power_draw>9 W</power_draw></power_readings>", "GPU Power Readings/Power Draw", "9 W")]
    [InlineData("<retired_pages><pending_blacklist>Yes</pending_blacklist></retired_pages>", "Retired Pages/Pending Page Blacklist", "Yes")]
    [InlineData("<fabric><state>In Progress</state></fabric>", "Fabric/State", "In Progress")]
    public void OldElementsStandUnderTheirNewestNames(string element, string path, string value) =>
        Assert.True(Assert.Single(Parse($"<nvidia_smi_log>\n<gpu id=\"00000000:04:00.0\">{element}</gpu>\n</nvidia_smi_log>")).Is(path, value));

    [Fact]
    public void OneBlockOfAGpuIsEnough() => Assert.True(Assert.Single(Parse("<gpu id=\"00000000:04:00.0\">\n<persistence_mode>Disabled</persistence_mode>\n</gpu>")).Is("Persistence Mode", "Disabled"));

    [Fact]
    public void ATextThatIsCutKeepsWhatWasRead()
    {
        for (var length = 0; length < Whole.Length; length += 7)
        {
            Assert.InRange(Parse(Whole[..length]).Length, 0, 2);
        }
        Assert.True(Parse(Whole[..Whole.IndexOf("<replay_counter>", StringComparison.Ordinal)])[0].Is("GPU Recovery Action", "None"));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><nvidia_smi_log><gpu id=\"00000000:04:00.0\"><product_name>&b;</product_name></gpu></nvidia_smi_log>")]
    [InlineData("<nvidia_smi_log><!DOCTYPE x SYSTEM \"file:///etc/passwd\"><gpu id=\"00000000:04:00.0\"></gpu></nvidia_smi_log>")]
    public void NothingIsExpandedOrFetched(string text) => Assert.All(Parse(text), gpu => Assert.Null(gpu.Name));

    [Fact]
    public void DepthIsBounded() => Assert.Empty(Parse("<nvidia_smi_log>" + string.Concat(Enumerable.Repeat("<a>", 100_000)) + "<gpu id=\"00000000:04:00.0\"><uuid>GPU-1</uuid></gpu>"));

    [Fact]
    public void APasteOfItCarriesTheSameFaults()
    {
        Assert.Equal("row-remap-pending-reset", Pasted.Root("$ nvidia-smi -q -x\n" + Whole));
        Assert.Equal("row-remap-pending-reset", Pasted.Root("see below\n\n" + Whole + "\nthat is all"));
    }

    private static System.Collections.Immutable.ImmutableArray<GpuState> Parse(string text) => SmiXmlParser.Parse(TextDocument.Of("nvidia-smi -q -x", text));
}
