using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Container.Cdi;

/// <summary>Reads the CDI specifications of NVIDIA devices and looks for the files they name.</summary>
public static class CdiCollector
{
    private const int MostPaths = 1000;

    /// <summary>Directories that an engine searches when it is told none.</summary>
    public static ImmutableArray<string> Usual { get; } = ["/etc/cdi", "/var/run/cdi"];

    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Collects the specifications of the usual directories, of /run/cdi and of those that an engine is told; absent when there is no directory of them.</summary>
    public static Reading<ImmutableArray<CdiSpec>> Collect(IMachine machine, params IEnumerable<ImmutableArray<string>> further)
    {
        var specs = ImmutableArray.CreateBuilder<CdiSpec>();
        Reading<ImmutableArray<string>>? unreadable = null;
        foreach (var directory in Usual.Concat(further.SelectMany(told => told)).Append("/run/cdi").DistinctBy(Real, StringComparer.Ordinal))
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
            : Reading.Absent<ImmutableArray<CdiSpec>>(new Source(Usual[0]));
    }

    /// <summary>A directory without the link by which /var/run is /run.</summary>
    public static string Real(string directory) => directory.TrimEnd('/') is var path && path.StartsWith("/var/run/", StringComparison.Ordinal) ? path["/var".Length..] : path;

    private static ImmutableArray<string> Missing(IMachine machine, CdiSpec spec)
    {
        if (!machine.Origin.IsWholeMachine)
        {
            return [];
        }
        return [.. spec.HostPaths.Keys.Order(StringComparer.Ordinal).Take(MostPaths).Where(path => machine.Stat(path).IsAbsent)];
    }
}
