using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;

namespace Strata.Tests.Layers;

/// <summary>What the core makes of a whole machine that is told in the pieces of a lab case, some of which nobody may read.</summary>
internal static class Whole
{
    public static Snapshot Snapshot(string pieces, params string[] denied) => Snapshotter.Take(
        new Denying(new LabMachine(LabCaseReader.Parse("test", "---\nroot: none\nmachine: whole\n---\n# Test\n\n" + pieces)), [.. denied]));

    public static Report Report(string pieces, params string[] denied) => new Judge(Rules.All).Decide(Snapshot(pieces, denied));

    public static string File(string path, string content) => $"```file {path}\n{content}\n```\n";

    public static string Link(string path, string target) => $"```link {path}\n{target}\n```\n";

    public static string Tool(string call, string output) => $"```tool {call}\n{output}\n```\n";

    /// <summary>An RTX 4090 with a driver.</summary>
    public static string Gpu(string driver) =>
        File("/sys/bus/pci/devices/0000:01:00.0/class", "0x030000")
        + File("/sys/bus/pci/devices/0000:01:00.0/vendor", "0x10de")
        + File("/sys/bus/pci/devices/0000:01:00.0/device", "0x2684")
        + Link("/sys/bus/pci/devices/0000:01:00.0/driver", "../../../../bus/pci/drivers/" + driver);

    /// <summary>A kernel of Debian with image, headers, initial RAM disk and a module of this version.</summary>
    public static string Kernel(string release, string version)
    {
        var module = $"/lib/modules/{release}/updates/dkms/nvidia-current.ko";
        return File("/boot/vmlinuz-" + release, "image") + File("/boot/initrd.img-" + release, "disk")
            + File($"/lib/modules/{release}/build/Makefile", "all:") + File($"/lib/modules/{release}/build/Module.symvers", "0x0 a b c")
            + File(module, "module")
            + Tool("modinfo " + module, $"filename:       {module}\nversion:        {version}\nlicense:        NVIDIA\nvermagic:       {release} SMP preempt mod_unload modversions ");
    }

    private sealed class Denying(IMachine machine, ImmutableArray<string> denied) : IMachine
    {
        public Origin Origin => machine.Origin;

        public Reading<TextDocument> Read(string path) => Guard(path, machine.Read);

        public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most) => Guard(path, allowed => machine.ReadBytes(allowed, most));

        public Reading<ImmutableArray<string>> List(string directory) => Guard(directory, machine.List);

        public Reading<string> ReadLink(string path) => Guard(path, machine.ReadLink);

        public Reading<FileStatus> Stat(string path) => Guard(path, machine.Stat);

        public Reading<ToolOutput> Run(ToolCall call) => Guard(call.CommandLine, _ => machine.Run(call));

        public IEnumerable<LogText> Logs() => machine.Logs();

        private Reading<T> Guard<T>(string name, Func<string, Reading<T>> ask) =>
            denied.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ? Reading.Unreadable<T>("permission denied", new Source(name)) : ask(name);
    }
}
