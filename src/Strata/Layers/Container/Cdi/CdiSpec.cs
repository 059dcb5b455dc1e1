using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Layers.Kernel;
using Strata.Machine;

namespace Strata.Layers.Container.Cdi;

/// <summary>One CDI specification, YAML or JSON.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Version">Version that it declares, or null.</param>
/// <param name="Kind">Kind, such as <c>nvidia.com/gpu</c>.</param>
/// <param name="Devices">Names of its devices.</param>
/// <param name="HostPaths">Paths of the host that an engine must find, each with its place.</param>
/// <param name="Source">Where the version stands.</param>
public sealed partial record CdiSpec(
    string Path, Version? Version, string Kind, ImmutableArray<string> Devices, ImmutableDictionary<string, Source> HostPaths, Source Source)
{
    /// <summary>Those of <see cref="HostPaths"/> that do not exist.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>True for a specification of NVIDIA devices.</summary>
    public bool IsNvidia => Kind.Contains("nvidia.com/", StringComparison.Ordinal);

    /// <summary>Driver versions in the names of the libraries.</summary>
    public ImmutableSortedSet<string> DriverVersions =>
        [.. HostPaths.Keys.Where(path => path.Contains("libcuda.so.", StringComparison.Ordinal) || path.Contains("libnvidia-ml.so.", StringComparison.Ordinal))
            .Select(path => DriverVersion.Parse(path[(path.LastIndexOf(".so.", StringComparison.Ordinal) + 4)..])?.Text).OfType<string>()];

    /// <summary>Reads a specification; total.</summary>
    public static CdiSpec Parse(string path, TextDocument document)
    {
        Version? version = null;
        var kind = "";
        var source = document.Whole;
        var devices = ImmutableArray.CreateBuilder<string>();
        var paths = ImmutableDictionary.CreateBuilder<string, Source>(StringComparer.Ordinal);
        for (var i = 0; i < document.Lines.Length; i++)
        {
            foreach (Match pair in Pair().Matches(document.Lines[i]))
            {
                var value = pair.Groups["value"].Value.Trim().Trim('"', '\'');
                switch (pair.Groups["key"].Value)
                {
                    case "cdiVersion":
                        version = Version.TryParse(value, out var parsed) ? parsed : null;
                        source = document.At(i);
                        break;
                    case "kind":
                        kind = value;
                        break;
                    case "name":
                        devices.Add(value);
                        break;
                    case "hostPath" or "path" when value.StartsWith('/'):
                        paths.TryAdd(value, document.At(i));
                        break;
                }
            }
        }
        return new CdiSpec(path, version, kind, devices.ToImmutable(), paths.ToImmutable(), source);
    }

    /// <summary>True when it defines a device such as <c>nvidia.com/gpu=all</c>.</summary>
    public bool Defines(string device) =>
        device.Split('=', 2) is [var kind, var name] && kind == Kind && Devices.Contains(name);

    [GeneratedRegex(@"(?<=^|[\s{,\-""])""?(?<key>cdiVersion|kind|name|hostPath|path)""?\s*:\s*(?<value>""[^""]*""|[^\s,}]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
