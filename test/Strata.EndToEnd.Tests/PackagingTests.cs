using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class PackagingTests
{
    private const string Installed = "/usr/bin/strata";

    // What systemd-analyze gives, times ten.
    [Theory]
    [InlineData("strata-exporter", 20)]
    [InlineData("strata-agent", 35)]
    public void Exposure_stays_below_its_limit(string unit, int limit)
    {
        var result = Shell.Run("SYSTEMD_COLORS=0 systemd-analyze security --offline=true --threshold=$2 \"packaging/systemd/$1.service\"", unit, limit.ToString(CultureInfo.InvariantCulture));
        Assert.Matches(@"Overall exposure level for \S+: \d\.\d ", result.Output);
        Assert.True(result.ExitCode == 0, result.Output);
    }

    [Fact]
    public void An_exposed_unit_would_be_seen()
    {
        var folder = Directory.CreateTempSubdirectory("strata-");
        File.WriteAllText(Path.Combine(folder.FullName, "open.service"), "[Service]\nExecStart=/bin/true\n");
        Assert.NotEqual(0, Shell.Run("systemd-analyze security --offline=true --threshold=35 \"$1/open.service\"", folder.FullName).ExitCode);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void The_manager_understands_every_line()
    {
        var result = Shell.Run("""
            d=$(mktemp -d) && trap 'rm -r "$d"' EXIT && cp packaging/systemd/* "$d" &&
            sed -i "s|/usr/bin/strata|$PWD/strata|" "$d"/*.service && for unit in "$d"/*; do SYSTEMD_UNIT_PATH="$d:" systemd-analyze verify --man=no "$unit" || exit; done
            """);
        // What other packages of this host say wrong is not ours.
        Assert.DoesNotContain(result.Error.Split('\n'), line => line.Contains("strata", StringComparison.Ordinal));
        Assert.Equal(0, result.ExitCode);
    }

    [SystemdFact]
    public void User_and_folders_are_made_in_an_empty_root()
    {
        var result = Shell.Run("""
            d=$(mktemp -d) && trap 'rm -r "$d"' EXIT && mkdir -p "$d/etc" && touch "$d/etc/passwd" "$d/etc/group" &&
            systemd-sysusers --root="$d" "$PWD/packaging/sysusers.d/strata.conf" && grep -c '^strata:' "$d/etc/passwd" &&
            systemd-tmpfiles --create --root="$d" "$PWD/packaging/tmpfiles.d/strata.conf" && stat -c %a "$d/etc/strata"
            """);
        Assert.Equal((0, "1\n750\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public void Only_what_has_a_reason_is_open()
    {
        foreach (var (unit, name) in new[] { ("strata-agent", "agent"), ("strata-exporter", "exporter") })
        {
            var lines = File.ReadAllLines(Path.Combine(Shell.Root, "packaging", "systemd", unit + ".service"));
            Assert.Contains($"MemoryDenyWriteExecute is left out", string.Join('\n', lines), StringComparison.Ordinal);
            Assert.DoesNotContain(lines, line => line.StartsWith("MemoryDenyWriteExecute", StringComparison.Ordinal));
            Assert.Equal(name == "agent" ? "CapabilityBoundingSet=CAP_SYSLOG CAP_DAC_READ_SEARCH" : "CapabilityBoundingSet=", lines.Single(line => line.StartsWith("CapabilityBoundingSet", StringComparison.Ordinal)));
        }
    }

    [SystemdFact]
    public void Both_services_run_as_packaged_under_a_real_service_manager()
    {
        using var library = new FakeLibrary("gpus 2 H100");
        var shared = Directory.CreateTempSubdirectory("strata-");
        var units = shared.CreateSubdirectory("units");
        try
        {
            Prepare(shared.FullName, units.FullName);
            File.Copy(library.Path, Path.Combine(shared.FullName, "libnvidia-ml.so.1"));
            File.WriteAllText(Path.Combine(shared.FullName, "fake.conf"), "gpus 2 H100\n");
            File.WriteAllText(Path.Combine(shared.FullName, "agent.yaml"), "metrics: [strata, dcgm]\n");
            var run = Shell.Run("chmod 755 \"$1\"; test/Strata.EndToEnd.Tests/namespaced-systemd.sh \"$1\" 90", shared.FullName);
            var told = File.ReadAllText(Path.Combine(shared.FullName, "told"));

            Assert.True(run.ExitCode == 0, told + run.Error);
            var agent = Regex.Match(told, @"(?s)== strata-agent\n(.*)== strata-exporter").Groups[1].Value;
            var exporter = told[told.IndexOf("== strata-exporter", StringComparison.Ordinal)..];
            foreach (var (name, text) in new[] { ("agent", agent), ("exporter", exporter) })
            {
                Assert.True(text.Contains("started 0\n", StringComparison.Ordinal) && text.Contains("ActiveState=active", StringComparison.Ordinal), name + ":\n" + told);
                Assert.Contains("socket 660 strata", text, StringComparison.Ordinal);
                Assert.Matches(@"StatusText=\w", text);
                // Only the configuration asks for these names.
                Assert.Contains("configured 1\n", text, StringComparison.Ordinal);
                Assert.Contains("strata_driver_up 1", text, StringComparison.Ordinal);
                Assert.Equal(2, Regex.Count(text, @"(?m)^strata_gpu_up\{.* 1$"));
                Assert.Contains("Seccomp:\t2", text, StringComparison.Ordinal);
                Assert.Contains("NoNewPrivs:\t1", text, StringComparison.Ordinal);
                Assert.Contains("stopped Result=success", text, StringComparison.Ordinal);
            }
            // CAP_DAC_READ_SEARCH is bit 2, CAP_SYSLOG bit 34 (source: linux/capability.h).
            Assert.Contains("CapEff:\t0000000400000004", agent, StringComparison.Ordinal);
            Assert.Contains("CapBnd:\t0000000000000000", exporter, StringComparison.Ordinal);
            Assert.DoesNotContain("Uid:\t0", told, StringComparison.Ordinal);
            Assert.DoesNotContain("kernel's log cannot be read", agent, StringComparison.Ordinal);
            Assert.Contains("kernel's log cannot be read", exporter, StringComparison.Ordinal);
        }
        finally
        {
            shared.Delete(recursive: true);
        }
    }

    // The units as they are; only the program and its library lie elsewhere, and what they say is kept.
    private static void Prepare(string shared, string units)
    {
        // The checkout may lie where services see nothing, such as below /root.
        var folder = Path.GetDirectoryName(Shell.Run("readlink -f .build/*/strata").Output.Trim());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Shell.Root, "packaging", "systemd")))
        {
            File.WriteAllText(Path.Combine(units, Path.GetFileName(file)), File.ReadAllText(file).Replace($"ExecStart={Installed} agent", $"ExecStart=/opt/lab/strata agent --library /opt/lab/libnvidia-ml.so.1 --socket /run/strata/strata.sock", StringComparison.Ordinal));
        }
        foreach (var unit in new[] { "strata-agent", "strata-exporter" })
        {
            Directory.CreateDirectory(Path.Combine(units, unit + ".service.d"));
            File.WriteAllText(Path.Combine(units, unit + ".service.d", "try.conf"), $"[Unit]\nDefaultDependencies=no\n[Service]\nStandardOutput=append:/shared/{unit}.log\nStandardError=append:/shared/{unit}.log\n");
        }
        File.WriteAllText(Path.Combine(units, "try.target"), "[Unit]\nDefaultDependencies=no\nWants=try.service\n");
        File.WriteAllText(Path.Combine(units, "try.service"), "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/bash /shared/try.sh\nStandardOutput=append:/shared/told\nStandardError=append:/shared/told\n");
        File.WriteAllText(Path.Combine(shared, "try.sh"), $$"""
            mkdir -p /opt/lab && cp /shared/libnvidia-ml.so.1 /shared/fake.conf {{folder}}/strata {{folder}}/*.so /opt/lab && chmod 777 /opt/lab
            systemd-sysusers {{Shell.Root}}/packaging/sysusers.d/strata.conf
            systemd-tmpfiles --create {{Shell.Root}}/packaging/tmpfiles.d/strata.conf
            install -m 0640 -o root -g strata /shared/agent.yaml /etc/strata/agent.yaml
            for unit in strata-agent strata-exporter; do
              echo "== $unit"
              systemctl start $unit
              echo "started $?"
              for i in $(seq 40); do
                exec 3<>/dev/tcp/127.0.0.1/9419 && printf 'GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && cat <&3 >/tmp/scrape && grep -q '^strata_gpu_up' /tmp/scrape && break
                sleep 0.5
              done
              grep -E '^strata_(driver_up|gpu_up)' /tmp/scrape
              echo "configured $(grep -c '^# TYPE DCGM_FI_DEV_GPU_TEMP ' /tmp/scrape)"
              systemctl show $unit -p ActiveState,StatusText
              stat -c '%F %a %U' /run/strata/strata.sock
              grep -E '^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/$(systemctl show $unit -p MainPID --value)/status
              systemctl stop $unit
              echo "stopped $(systemctl show $unit -p Result)"
              cat /shared/$unit.log
              rm -f /tmp/scrape
            done
            touch /shared/done
            """);
    }
}
