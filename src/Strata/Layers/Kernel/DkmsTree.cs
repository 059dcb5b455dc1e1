using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Kernel;

/// <summary>Reads /var/lib/dkms: which NVIDIA modules are known, built and for which kernels, and the log of a failed build.</summary>
public static class DkmsTree
{
    private const string Root = "/var/lib/dkms";

    /// <summary>The states, as <c>dkms status</c> would tell them; a built module counts as installed when its file is among <paramref name="installed"/>.</summary>
    public static Reading<ImmutableArray<DkmsEntry>> Entries(IMachine machine, ImmutableArray<InstalledKernel> installed) =>
        machine.List(Root).Map(names => names
            .Where(name => name.StartsWith("nvidia", StringComparison.Ordinal))
            .SelectMany(module => machine.List($"{Root}/{module}").Or([])
                .Where(version => DriverVersion.Parse(version) is not null)
                .SelectMany(version => Entries(machine, installed, module, version)))
            .ToImmutableArray());

    /// <summary>What the logs of failed builds tell: a successful build moves its log away. Unreadable when one of them is.</summary>
    public static Reading<ImmutableArray<BuildFailure>> FailedBuilds(IMachine machine, ImmutableArray<DkmsEntry> entries)
    {
        var logs = entries.Select(entry => (entry.Module, entry.Version)).Distinct()
            .Where(item => item.Version is not null)
            .Select(item => machine.Read($"{Root}/{item.Module}/{item.Version}/build/make.log")).ToList();
        return logs.Find(log => log.IsUnreadable) is { } unread
            ? unread.Map(_ => ImmutableArray<BuildFailure>.Empty)
            : Reading.Known(logs.SelectMany(log => log.TryGet(out var text) ? BuildLog.Judge(text) : []).ToImmutableArray(), new Source(Root));
    }

    private static IEnumerable<DkmsEntry> Entries(IMachine machine, ImmutableArray<InstalledKernel> installed, string module, string version)
    {
        var folder = $"{Root}/{module}/{version}";
        var source = new Source(folder);
        var names = machine.List(folder).Or([]);
        var driver = DriverVersion.Parse(version);
        if (machine.List(folder + "/source").IsAbsent)
        {
            yield return new DkmsEntry(module, driver, null, "broken", "source folder is gone", source);
            yield break;
        }
        var kernels = names.Where(name => name.Length > 0 && char.IsAsciiDigit(name[0])).ToList();
        foreach (var kernel in kernels)
        {
            var modules = installed.FirstOrDefault(item => item.Release == kernel)?.Modules;
            var here = modules?.IsKnown is not true || modules.Or([]).Any(file => file.Name == "nvidia" && file.Version is { } other && driver is not null && other.Agrees(driver));
            yield return new DkmsEntry(module, driver, kernel, here ? "installed" : "built", "", new Source($"{folder}/{kernel}"));
        }
        if (kernels.Count == 0)
        {
            yield return new DkmsEntry(module, driver, null, "added", "", source);
        }
    }
}
