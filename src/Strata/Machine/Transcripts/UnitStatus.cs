using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>Cuts the output of `systemctl status` for several units into one transcript per unit.</summary>
internal static partial class UnitStatus
{
    /// <summary>Adds every unit of the output.</summary>
    public static void AddTo(TranscriptMachine machine, TextDocument output)
    {
        var start = -1;
        var unit = "";
        for (var i = 0; i <= output.Lines.Length; i++)
        {
            var line = i < output.Lines.Length ? output.Lines[i] : "";
            var head = Head().Match(line);
            var missing = Missing().Match(line);
            if (start >= 0 && (i == output.Lines.Length || head.Success || missing.Success))
            {
                machine.Add(ToolCall.Of("systemctl", "status", unit), Part(output, unit, start, i));
                start = -1;
            }
            if (head.Success)
            {
                (start, unit) = (i, head.Groups["unit"].Value);
            }
            else if (missing.Success)
            {
                machine.AddAbsent(ToolCall.Of("systemctl", "status", missing.Groups["unit"].Value), output.At(i));
            }
        }
    }

    private static TextDocument Part(TextDocument output, string unit, int from, int to) =>
        new("systemctl status " + unit, [.. output.Lines.AsSpan(from, to - from)], output.FirstLine + from)
        {
            Numbers = output.Numbers.Length >= to ? [.. output.Numbers.AsSpan(from, to - from)] : [],
        };

    [GeneratedRegex(@"^[●○×↻*x] (?<unit>[\w@.:-]+\.\w+)(?: - |$)", RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex(@"^Unit (?<unit>\S+) could not be found", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();
}
