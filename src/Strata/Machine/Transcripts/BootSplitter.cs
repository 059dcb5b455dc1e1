using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>Cuts a log of several boots where the log itself says that a boot begins; all but the last are earlier.</summary>
public static partial class BootSplitter
{
    /// <summary>Splits the lines into one log per boot.</summary>
    public static IEnumerable<LogText> Split(LogText text, IReadOnlyList<LogLine> lines)
    {
        var starts = new List<int> { 0 };
        for (var i = 1; i < lines.Count; i++)
        {
            if (IsStart(lines[i].Text))
            {
                starts.Add(i);
            }
        }
        for (var part = 0; part < starts.Count; part++)
        {
            var from = starts[part];
            var to = part + 1 < starts.Count ? starts[part + 1] : lines.Count;
            var isLast = part == starts.Count - 1;
            yield return text with
            {
                Name = text.Name,
                Era = isLast || text.Era != Era.Current ? text.Era : Era.EarlierBoot,
                Lines = lines.Skip(from).Take(to - from),
            };
        }
    }

    private static bool IsStart(string line) =>
        line.Length < 400 && (Reboot().IsMatch(line) || FirstPrintk().IsMatch(line));

    [GeneratedRegex(@"^-- (?:Reboot|Boot [0-9a-f]{32}) --", RegexOptions.CultureInvariant)]
    private static partial Regex Reboot();

    [GeneratedRegex(@"(?:\[ +0\.0{6}\] |kernel: )(?:Booting Linux on physical CPU|Linux version \d)", RegexOptions.CultureInvariant)]
    private static partial Regex FirstPrintk();
}
