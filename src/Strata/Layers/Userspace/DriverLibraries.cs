using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Layers.Kernel;
using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>Finds the driver's libraries by the version in their file names.</summary>
public static partial class DriverLibraries
{
    private static readonly string[] Folders =
    [
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib/x86_64-linux-gnu/nvidia/current", "/usr/lib/aarch64-linux-gnu/nvidia/current",
        "/usr/lib/x86_64-linux-gnu/nvidia", "/usr/lib64/nvidia", "/usr/lib", "/lib/x86_64-linux-gnu", "/lib64", "/run/opengl-driver/lib", "/usr/local/lib", "/usr/local/lib64",
    ];

    /// <summary>The libraries; those that <c>libX.so.1</c> points to come first.</summary>
    public static Reading<ImmutableArray<DriverLibrary>> Collect(IMachine machine)
    {
        var found = new List<(DriverLibrary Library, bool InEffect)>();
        Reading<ImmutableArray<string>>? listed = null;
        foreach (var folder in Folders)
        {
            var listing = machine.List(folder);
            if (!listing.TryGet(out var names))
            {
                continue;
            }
            listed ??= listing;
            foreach (var match in names.Select(name => Name().Match(name)).Where(match => match.Success))
            {
                var name = match.Groups["name"].Value;
                var target = machine.ReadLink($"{folder}/{name}.so.1").Or("") ?? "";
                var path = $"{folder}/{match.Value}";
                if (DriverVersion.Parse(match.Groups["version"].Value) is { } version)
                {
                    found.Add((new DriverLibrary(path, name, version, new Source(path)), target.EndsWith(match.Value, StringComparison.Ordinal)));
                }
            }
        }
        if (listed is null)
        {
            return Reading.NotLooked<ImmutableArray<DriverLibrary>>("libraries");
        }
        return Reading.Known(
            found.DistinctBy(item => (item.Library.Name, item.Library.Version)).OrderByDescending(item => item.InEffect).Select(item => item.Library).ToImmutableArray(),
            listed.Source);
    }

    [GeneratedRegex(@"^(?<name>lib(?:nvidia-ml|cuda|nvidia-ptxjitcompiler|nvidia-cfg|nvidia-encode))\.so\.(?<version>\d{3}\.\d+(?:\.\d+)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
