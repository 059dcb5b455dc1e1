using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Container.Cdi;

/// <summary>Reads the CDI specifications of NVIDIA devices and looks for the files they name.</summary>
public static class CdiCollector
{
    private const int MostPaths = 1000;
    private static readonly string[] Directories = ["/etc/cdi", "/var/run/cdi"];
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Collects the specifications; absent when there is no directory of them.</summary>
    public static Reading<ImmutableArray<CdiSpec>> Collect(IMachine machine)
    {
        var specs = ImmutableArray.CreateBuilder<CdiSpec>();
        Reading<ImmutableArray<string>>? unreadable = null;
        foreach (var directory in Directories)
        {
            var list = machine.List(directory);
            unreadable ??= list.IsUnreadable ? list : null;
            foreach (var name in list.Or([]).Where(name => Endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))))
            {
                var path = directory + "/" + name;
                if (machine.Read(path).TryGet(out var document) && CdiSpec.Parse(path, document) is { IsNvidia: true } spec)
                {
                    specs.Add(spec with { Missing = Missing(machine, spec) });
                }
            }
        }
        if (specs.Count > 0)
        {
            return Reading.Known(specs.ToImmutable(), specs[0].Source);
        }
        return unreadable is not null
            ? Reading.Unreadable<ImmutableArray<CdiSpec>>("CDI directories not in this input", unreadable.Source)
            : Reading.Absent<ImmutableArray<CdiSpec>>(new Source(Directories[0]));
    }

    private static ImmutableArray<string> Missing(IMachine machine, CdiSpec spec)
    {
        if (!machine.Origin.IsWholeMachine)
        {
            return [];
        }
        return [.. spec.HostPaths.Keys.Order(StringComparer.Ordinal).Take(MostPaths).Where(path => machine.Stat(path).IsAbsent)];
    }
}
