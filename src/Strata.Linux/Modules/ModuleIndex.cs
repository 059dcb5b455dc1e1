using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Modules;

/// <summary>Finds the file of a module by its name in the index that depmod wrote (source: modules.dep(5)).</summary>
internal sealed class ModuleIndex(FileTree tree)
{
    /// <summary>What modinfo prints in place of a path for a module inside the kernel image.</summary>
    public const string BuiltIn = "(builtin)";

    public Reading<string> Find(string name)
    {
        var directory = Directory();
        if (!directory.TryGet(out var place))
        {
            return directory;
        }
        var index = tree.Read(place + "/modules.dep");
        if (!index.TryGet(out var lines))
        {
            return index.Map(_ => "");
        }
        foreach (var line in lines.Lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && IsNamed(line.AsSpan(0, colon), name))
            {
                var path = line[..colon];
                return Reading.Known(path.StartsWith('/') ? path : place + "/" + path, lines.Find(path));
            }
        }
        var builtIn = tree.Read(place + "/modules.builtin");
        return builtIn.Or(null)?.Lines.Any(line => IsNamed(line, name)) == true
            ? Reading.Known(BuiltIn, builtIn.Source)
            : Reading.Absent<string>(index.Source);
    }

    // The two characters name the same module.
    private static bool IsNamed(ReadOnlySpan<char> path, string name)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        var dot = file.IndexOf('.');
        var stem = dot < 0 ? file : file[..dot];
        if (stem.Length != name.Length)
        {
            return false;
        }
        for (var i = 0; i < stem.Length; i++)
        {
            if (stem[i] != name[i] && !(stem[i] is '-' or '_' && name[i] is '-' or '_'))
            {
                return false;
            }
        }
        return true;
    }

    private Reading<string> Directory()
    {
        var running = tree.Read("/proc/sys/kernel/osrelease");
        if (running.TryGet(out var release))
        {
            return Reading.Known(Home() + "/" + release.FirstTrimmed, running.Source);
        }
        var home = Home();
        var kernels = tree.List(home);
        if (!kernels.TryGet(out var names))
        {
            return kernels.Map(_ => "");
        }
        return names.Length == 1
            ? Reading.Known(home + "/" + names[0], kernels.Source)
            : Reading.Unreadable<string>("the running kernel is not known here", kernels.Source);
    }

    private string Home() => tree.List("/lib/modules").IsKnown ? "/lib/modules" : "/usr/lib/modules";
}
