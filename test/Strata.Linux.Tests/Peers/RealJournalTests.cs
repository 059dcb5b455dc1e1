using System.Globalization;
using Strata.Machine;

namespace Strata.Linux.Tests.Peers;

/// <summary>A journal that journald's own tool wrote, read as that of another root.</summary>
public sealed class RealJournalTests : IDisposable
{
    private const string Machine = "0123456789abcdef0123456789abcdef";
    private const string FirstBoot = "11111111111111111111111111111111";
    private const string LastBoot = "22222222222222222222222222222222";

    private readonly TempTree _temp = new();

    public void Dispose() => _temp.Dispose();

    [PeerFact("systemd-journal-remote", "journalctl")]
    public void The_journal_of_another_root_is_read_boot_by_boot()
    {
        Write(
            Entry(FirstBoot, 0, "kernel", "kernel", "Linux version 6.1.0-12-amd64"),
            Entry(FirstBoot, 5, "kernel", "kernel", "NVRM: Xid (PCI:0000:65:00): 79, GPU has fallen off the bus."),
            Entry(LastBoot, 100, "kernel", "kernel", "Linux version 6.1.0-13-amd64"),
            Entry(LastBoot, 101, "kernel", "kernel", "NVRM: loading NVIDIA UNIX x86_64 Kernel Module  535.113.01"),
            Entry(LastBoot, 102, "journal", "kubelet", "not the kernel's"),
            Entry(LastBoot, 103, "stdout", "nvidia-persistenced", "Started", "_SYSTEMD_UNIT=nvidia-persistenced.service"));
        using var machine = new RootMachine(_temp.Root);

        var logs = machine.Logs().ToList();

        Assert.Equal([Era.EarlierBoot, Era.Current, Era.Current], logs.Select(log => log.Era));
        Assert.Equal("journalctl --directory=/var/log/journal -k -b 0", logs[1].Name);
        Assert.Equal(["Linux version 6.1.0-12-amd64", "NVRM: Xid (PCI:0000:65:00): 79, GPU has fallen off the bus."], Messages(logs[0]));
        Assert.Equal(["Linux version 6.1.0-13-amd64", "NVRM: loading NVIDIA UNIX x86_64 Kernel Module  535.113.01"], Messages(logs[1]));
        Assert.Equal(["Started"], Messages(logs[2]));
    }

    [PeerFact("systemd-journal-remote", "journalctl")]
    public void A_damaged_journal_leaves_the_log_files_to_be_read()
    {
        Write(Entry(LastBoot, 100, "kernel", "kernel", "Linux version 6.1.0-13-amd64"));
        using (var file = File.Open(JournalPath, FileMode.Open))
        {
            file.Write(new byte[64]);
        }
        _temp.File("var/log/kern.log", "Nov 16 09:00:01 box kernel: [    1.0] NVRM: new\n");
        using var machine = new RootMachine(_temp.Root);

        var log = Assert.Single(machine.Logs());

        Assert.Equal("/var/log/kern.log", log.Name);
    }

    [PeerFact("systemd-journal-remote", "journalctl")]
    public void A_journal_that_is_a_link_out_of_the_root_is_not_followed()
    {
        Write(Entry(LastBoot, 100, "kernel", "kernel", "NVRM: of another system"));
        var outside = Path.Combine(_temp.Root, "outside.journal");
        File.Move(JournalPath, outside);
        File.CreateSymbolicLink(JournalPath, outside);
        using var machine = new RootMachine(_temp.Root);

        Assert.Empty(machine.Logs());
    }

    private string JournalPath => Path.Combine(_temp.Root, "var/log/journal", Machine, "system.journal");

    private void Write(params ReadOnlySpan<string> entries)
    {
        _temp.File("entries", string.Concat(entries));
        Directory.CreateDirectory(Path.GetDirectoryName(JournalPath)!);
        var (exitCode, output) = Peer.Run("systemd-journal-remote", "-o", JournalPath, Path.Combine(_temp.Root, "entries"));
        Assert.True(exitCode == 0, output);
    }

    // The export format of the journal: a field on each line, an empty line after each entry.
    private static string Entry(string boot, int second, string transport, string program, string message, params ReadOnlySpan<string> more)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"__REALTIME_TIMESTAMP={1_700_000_000_000_000 + (second * 1_000_000L)}");
        var age = string.Create(CultureInfo.InvariantCulture, $"__MONOTONIC_TIMESTAMP={second * 1_000_000L}");
        string[] fields =
            [time, age, $"_BOOT_ID={boot}", $"_MACHINE_ID={Machine}", $"_TRANSPORT={transport}", $"SYSLOG_IDENTIFIER={program}", .. more, $"MESSAGE={message}"];
        return string.Join('\n', fields) + "\n\n";
    }

    private static IEnumerable<string> Messages(LogText log) => log.Lines.Select(line => line.Text.Split(": ", 2)[1]);
}
