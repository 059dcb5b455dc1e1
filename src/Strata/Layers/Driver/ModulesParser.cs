using System.Collections.Immutable;
using System.Globalization;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>Reads /proc/modules and the output of lsmod.</summary>
public static class ModulesParser
{
    private static readonly string[] Families = ["nvidia", "nouveau", "nova", "vfio", "bbswitch", "gdrdrv", "ib_umad", "mlx5_ib"];

    /// <summary>
    /// Modules of the GPU stack. <c>nvidia 56799232 17 nvidia_uvm,nvidia_modeset, Live 0x0 (POE)</c> of /proc/modules and
    /// <c>nvidia  56795136  17 nvidia_uvm,nvidia_modeset</c> of lsmod are one form but for the trailing columns.
    /// </summary>
    public static ImmutableArray<LoadedModule> Parse(TextDocument text)
    {
        var modules = ImmutableArray.CreateBuilder<LoadedModule>();
        for (var i = 0; i < text.Lines.Length; i++)
        {
            var words = text.Lines[i].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 3 || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
                || !int.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var uses)
                || !Array.Exists(Families, family => words[0].StartsWith(family, StringComparison.Ordinal)))
            {
                continue;
            }
            var users = words.Length > 3 && words[3] != "-" && words[3] != "Live" ? words[3] : "";
            modules.Add(new LoadedModule(words[0], uses, [.. users.Split(',', StringSplitOptions.RemoveEmptyEntries)], text.At(i))
            {
                Taint = words[^1].StartsWith('(') ? words[^1].Trim('(', ')') : "",
            });
        }
        return modules.ToImmutable();
    }
}
