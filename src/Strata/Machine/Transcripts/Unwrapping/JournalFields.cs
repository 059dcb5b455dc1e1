using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Takes the messages out of journalctl -o verbose and -o export, which print every field of an entry on a line of its own.</summary>
internal static partial class JournalFields
{
    /// <summary>The messages where the lines are such entries; the lines themselves otherwise.</summary>
    public static List<LogLine> Unwrap(List<LogLine> lines)
    {
        if (!lines.Exists(line => line.Text.Contains('=', StringComparison.Ordinal) && Trusted().IsMatch(line.Text)))
        {
            return lines;
        }
        var rest = new List<LogLine>();
        var entry = new List<LogLine>();
        var writer = "";
        foreach (var line in lines)
        {
            var field = Field().Match(line.Text);
            if (!field.Success)
            {
                Flush();
                if (!Heading().IsMatch(line.Text))
                {
                    rest.Add(line);
                }
                continue;
            }
            var value = field.Groups["value"].Value;
            switch (field.Groups["name"].Value)
            {
                case "MESSAGE":
                    entry.Add(line with { Text = value });
                    break;
                case "_TRANSPORT" when value == "kernel":
                    writer = "kernel: ";
                    break;
                case "SYSLOG_IDENTIFIER" when writer.Length == 0:
                    writer = value + ": ";
                    break;
            }
        }
        Flush();
        return rest;

        void Flush()
        {
            rest.AddRange(entry.Select(line => line with { Text = writer + line.Text }));
            entry.Clear();
            writer = "";
        }
    }

    // Only journald itself writes fields with a leading underscore.
    [GeneratedRegex(@"^\s{0,8}_(?:BOOT_ID|TRANSPORT|MACHINE_ID|HOSTNAME)=", RegexOptions.CultureInvariant)]
    private static partial Regex Trusted();

    [GeneratedRegex(@"^\s{0,8}(?<name>[A-Z_][A-Z0-9_]+)=(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"\[s=[0-9a-f]+;i=[0-9a-f]+;b=[0-9a-f]+", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
