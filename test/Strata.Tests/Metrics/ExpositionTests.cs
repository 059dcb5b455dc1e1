using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Metrics;
using Xunit;

namespace Strata.Tests.Metrics;

public sealed partial class ExpositionTests
{
    public static TheoryData<string> Sets => ["strata", "nvidia_smi", "dcgm"];

    [Fact]
    public void What_the_driver_does_not_tell_is_absent_and_not_zero()
    {
        var text = Render(StrataMetrics.Table);

        Assert.Contains("strata_gpu_utilization_ratio{uuid=\"GPU-4D2A\"} 0.93\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("strata_gpu_utilization_ratio{uuid=\"GPU-1\"}", text, StringComparison.Ordinal);
        Assert.Contains("strata_gpu_temperature_celsius{uuid=\"GPU-1\"} 40\n", text, StringComparison.Ordinal);
        Assert.Contains("strata_gpu_up{uuid=\"GPU-1\"} 0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_value_is_not_shown_as_current()
    {
        var text = Render(StrataMetrics.Table, sample: SampleHost.Create().WithoutOlderThan(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)));

        Assert.DoesNotContain("strata_gpu_temperature_celsius{uuid=\"GPU-1\"}", text, StringComparison.Ordinal);
        Assert.Contains($"strata_gpu_sample_timestamp_seconds{{uuid=\"GPU-1\"}} {SampleHost.Now.AddMinutes(-1).ToUnixTimeSeconds()}\n", text, StringComparison.Ordinal);
        Assert.Contains("strata_gpu_temperature_celsius{uuid=\"GPU-4D2A\"} 67\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gpu_whose_identity_was_never_told_is_down_under_its_number()
    {
        var text = Render(StrataMetrics.Table);

        Assert.Contains("strata_gpu_up{gpu=\"2\",pci_address=\"\"} 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("uuid=\"\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_others_cannot_break_a_line()
    {
        Assert.Contains("name=\"Tesla \\\"T4\\\"\\\\\\n\"", Render(StrataMetrics.Table), StringComparison.Ordinal);
        Assert.Contains("name=\"train?[31m\",user=\"ada\",container=\"3f2a\",pod_uid=\"6e1c\",slurm_job=\"42\",unit=\"slurmd.service\"} 1048576\n", Render(StrataMetrics.Table), StringComparison.Ordinal);
        Assert.Equal("", new string([.. Render(StrataMetrics.Table).Where(letter => char.IsControl(letter) && letter != '\n')]));
    }

    [Fact]
    public void OpenMetrics_names_the_family_of_a_counter_without_its_ending_and_ends_the_text()
    {
        var text = Render(StrataMetrics.Table, openMetrics: true);

        Assert.Contains("# TYPE strata_gpu_energy_joules counter\n", text, StringComparison.Ordinal);
        Assert.Contains("strata_gpu_energy_joules_total{uuid=\"GPU-4D2A\"} 123456.789\n", text, StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION unknown\n", Render(DcgmMetrics.Table, openMetrics: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Imitated_sets_keep_their_units_and_labels()
    {
        const string labels = "gpu=\"0\",UUID=\"GPU-4D2A\",pci_bus_id=\"00000000:1B:00.0\",device=\"nvidia0\",modelName=\"NVIDIA H100 80GB HBM3\",Hostname=\"node7\",DCGM_FI_DRIVER_VERSION=\"580.105.08\"";
        const string instance = labels + ",GPU_I_PROFILE=\"1c.2g.20gb\",GPU_I_ID=\"7\"";
        var dcgm = Render(DcgmMetrics.Table);
        Assert.Contains($"DCGM_FI_DEV_GPU_UTIL{{{labels}}} 93\n", dcgm, StringComparison.Ordinal);
        Assert.Contains($"DCGM_FI_DEV_SM_CLOCK{{{labels}}} 1800\n", dcgm, StringComparison.Ordinal);
        Assert.Contains($"DCGM_FI_DEV_FB_USED{{{labels}}} 1\n", dcgm, StringComparison.Ordinal);
        Assert.Contains($"DCGM_FI_DEV_FB_USED{{{instance}}} 4\n", dcgm, StringComparison.Ordinal);
        Assert.Contains($"DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{{{labels}}} 123456789\n", dcgm, StringComparison.Ordinal);
        Assert.Contains($"DCGM_FI_DEV_POWER_VIOLATION{{{labels}}} 12500000000\n", dcgm, StringComparison.Ordinal);
        Assert.Contains("err_code=\"79\",err_msg=\"ROBUST_CHANNEL_GPU_HAS_FALLEN_OFF_THE_BUS\"} 79\n", dcgm, StringComparison.Ordinal);

        Assert.Contains($"DCGM_FI_PROF_PIPE_TENSOR_ACTIVE{{{labels}}} 0.5\n", dcgm, StringComparison.Ordinal);
        Assert.Contains($"DCGM_FI_PROF_SM_ACTIVE{{{instance}}} 0.8\n", dcgm, StringComparison.Ordinal);

        var smi = Render(NvidiaSmiMetrics.Table);
        Assert.Contains("nvidia_smi_utilization_gpu_ratio{uuid=\"4d2a\"} 0.93\n", smi, StringComparison.Ordinal);
        Assert.Contains("nvidia_smi_clocks_throttle_reasons_sw_power_cap{uuid=\"4d2a\"} 1\n", smi, StringComparison.Ordinal);
        Assert.Contains("nvidia_smi_clocks_event_reasons_gpu_idle{uuid=\"4d2a\"} 0\n", smi, StringComparison.Ordinal);
        Assert.Contains("pci_sub_device_id=\"0x18BE10DE\"", smi, StringComparison.Ordinal);
        Assert.Contains("nvidia_smi_mig_info{uuid=\"4d2a\",mig_uuid=\"2\",gpu_instance_id=\"7\",compute_instance_id=\"1\",profile=\"1c.2g.20gb\"} 1\n", smi, StringComparison.Ordinal);
        Assert.Contains("nvidia_smi_xid_errors_total{uuid=\"1\",xid=\"79\"} 1\n", smi, StringComparison.Ordinal);
        Assert.Contains("nvidia_smi_failed_scrapes_total 1\n", smi, StringComparison.Ordinal);
        Assert.Equal(2, smi.Split('\n').Count(line => line.StartsWith("nvidia_smi_count{", StringComparison.Ordinal)));
    }

    // What Grafana's dashboards 14574, 25547 and 12239 ask for.
    [Theory]
    [InlineData("nvidia_smi", "gpu_info index utilization_gpu_ratio utilization_memory_ratio memory_used_bytes memory_total_bytes power_draw_watts power_limit_watts power_default_limit_watts enforced_power_limit_watts")]
    [InlineData("nvidia_smi", "temperature_gpu pstate fan_speed_ratio clocks_current_graphics_clock_hz clocks_current_sm_clock_hz clocks_current_memory_clock_hz clocks_current_video_clock_hz clocks_max_graphics_clock_hz clocks_max_memory_clock_hz")]
    [InlineData("nvidia_smi", "clocks_event_reasons_gpu_idle clocks_event_reasons_applications_clocks_setting clocks_event_reasons_sw_power_cap clocks_event_reasons_hw_thermal_slowdown clocks_event_reasons_sw_thermal_slowdown clocks_event_reasons_hw_power_brake_slowdown clocks_event_reasons_sync_boost")]
    [InlineData("nvidia_smi", "clocks_throttle_reasons_gpu_idle clocks_throttle_reasons_applications_clocks_setting clocks_throttle_reasons_sw_power_cap clocks_throttle_reasons_hw_thermal_slowdown clocks_throttle_reasons_sw_thermal_slowdown clocks_throttle_reasons_hw_power_brake_slowdown clocks_throttle_reasons_sync_boost")]
    [InlineData("nvidia_smi", "ecc_errors_uncorrected_aggregate_total compute_mode fabric_state gpu_recovery_action energy_joules_total pcie_throughput_tx_bytes_per_second pcie_throughput_rx_bytes_per_second mig_info mig_memory_used_bytes mig_sm_activity_ratio mig_tensor_activity_ratio")]
    [InlineData("nvidia_smi", "compute_app_info compute_app_used_memory_bytes compute_apps_last_collect_success xid_errors_total xid_last_timestamp_seconds last_collect_success last_collect_success_timestamp_seconds last_collect_duration_seconds failed_scrapes_total command_exit_code count")]
    [InlineData("dcgm", "DEV_GPU_TEMP DEV_POWER_USAGE DEV_SM_CLOCK DEV_GPU_UTIL DEV_FB_USED PROF_PIPE_TENSOR_ACTIVE")]
    public void Names_that_the_dashboards_of_others_ask_for_are_there(string set, string names)
    {
        var prefix = set == "dcgm" ? "DCGM_FI_" : "nvidia_smi_";
        Assert.Empty(names.Split(' ').Select(name => prefix + name).Except(TableOf(set).Select(metric => metric.Name)));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_row_has_a_name_of_its_own_and_a_series(string set)
    {
        var table = TableOf(set);
        Assert.Equal(table.Length, table.Select(metric => metric.Name).Distinct().Count());
        Assert.All(table, metric => Assert.Matches(Name(), metric.Name));
        Assert.All(table, metric => Assert.True(metric.Read(SampleHost.Create()).Any() || metric.Name.Contains("retire", StringComparison.OrdinalIgnoreCase), metric.Name));
    }

    [Fact]
    public void The_driver_counts_its_gpus_and_one_that_is_left_alone_fails_no_collection()
    {
        var host = SampleHost.Create();
        Assert.Equal((2, 3), (Value(StrataMetrics.Table, "strata_gpus", host), host.Gpus.Length));
        const string collected = "nvidia_smi_compute_apps_last_collect_success";
        Assert.Equal(1, Value(NvidiaSmiMetrics.Table, collected, host with { Gpus = [host.Gpus[0], host.Gpus[1] with { IsReleased = true, Detail = null }] }));
        Assert.Equal(0, Value(NvidiaSmiMetrics.Table, collected, host));

        static double Value(ImmutableArray<Metric> table, string name, HostSample host) => Assert.Single(table.Single(metric => metric.Name == name).Read(host)).Value;
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_series_stands_once(string set)
    {
        var lines = Render(TableOf(set)).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]).ToList();
        Assert.Equal(lines.Count, lines.Distinct().Count());
    }

    [Fact]
    public void A_host_without_driver_says_so_and_nothing_of_gpus()
    {
        var text = Render(StrataMetrics.Table, sample: new HostSample(SampleHost.Now, "1.2.3", "node7"));
        Assert.Contains("strata_driver_up 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nstrata_gpu", text, StringComparison.Ordinal);
    }

    private static ImmutableArray<Metric> TableOf(string set) => set switch { "strata" => StrataMetrics.Table, "dcgm" => DcgmMetrics.Table, _ => NvidiaSmiMetrics.Table };

    private static string Render(ImmutableArray<Metric> table, bool openMetrics = false, HostSample? sample = null)
    {
        var output = new ArrayBufferWriter<byte>();
        Exposition.Write(output, table, sample ?? SampleHost.Create(), openMetrics);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex Name();
}
