using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>Reads `systemctl status UNIT`, `systemctl show UNIT` and unit files.</summary>
public static partial class UnitParser
{
    /// <summary>The state that a status or show transcript tells; null when it tells none.</summary>
    public static UnitState? Parse(TextDocument text)
    {
        string? active = null;
        var (enabled, command, place) = ("", "", text.Whole);
        for (var i = 0; i < text.Lines.Length; i++)
        {
            var line = text.Lines[i];
            if (active is null && Active().Match(line) is { Success: true } state)
            {
                (active, place) = (state.Groups["state"].Value, text.At(i));
            }
            else if (enabled.Length == 0 && Loaded().Match(line) is { Success: true } loaded)
            {
                enabled = loaded.Groups["enabled"].Value;
            }
            else if (command.Length == 0 && Command().Match(line) is { Success: true } run)
            {
                command = run.Groups["command"].Value.Trim();
            }
        }
        return active is null ? null : new UnitState(active, enabled, command, place);
    }

    /// <summary>The last ExecStart line of a unit file or drop-in, or null; an empty one resets those before it.</summary>
    public static (string Command, Source Place)? ExecStart(TextDocument text)
    {
        for (var i = text.Lines.Length - 1; i >= 0; i--)
        {
            var line = text.Lines[i].Trim();
            if (line.StartsWith("ExecStart=", StringComparison.Ordinal) && line.Length > "ExecStart=".Length)
            {
                return (line["ExecStart=".Length..], text.At(i));
            }
        }
        return null;
    }

    [GeneratedRegex(@"^\s*(?:Active: |ActiveState=)(?<state>\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex Active();

    [GeneratedRegex(@"^\s*(?:Loaded: .*?; (?<enabled>[\w-]+)|UnitFileState=(?<enabled>[\w-]+))", RegexOptions.CultureInvariant)]
    private static partial Regex Loaded();

    [GeneratedRegex(@"^\s*(?:Process: \d+ ExecStart=(?<command>.+?) \(code=|[├└]─ ?\d+ (?<command>.+)|ExecStart=.*argv\[\]=(?<command>[^;]+))", RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
