using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Strata.Machine.Transcripts;

namespace Strata.Lab;

/// <summary>Damages the inputs of the lab for a while, feeds them to every target and keeps each text that breaks one.</summary>
public static class FuzzCommand
{
    /// <summary>Time after which a text of at most 200 kB counts as a hang.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Runs for the given number of seconds, 60 unless told; exit status 1 when something broke.</summary>
    public static int Run(LabFolder lab, IReadOnlyList<string> options)
    {
        var seconds = options.Count > 0 && int.TryParse(options[0], CultureInfo.InvariantCulture, out var given) ? given : 60;
        var seeds = Seeds(lab);
        var clock = Stopwatch.StartNew();
        var broken = new HashSet<string>(StringComparer.Ordinal);
        var round = options.Count > 1 && int.TryParse(options[1], CultureInfo.InvariantCulture, out var first) ? first : 0;
        var start = round;
        for (; clock.Elapsed.TotalSeconds < seconds; round++)
        {
            var random = new Random(round);
            var text = new Mutator(round).Damage(seeds[random.Next(seeds.Count)], seeds[random.Next(seeds.Count)]);
            foreach (var target in FuzzTarget.All)
            {
                if (Try(target, text) is { } complaint && broken.Add(target.Name + complaint.Split('\n')[0]))
                {
                    Console.WriteLine($"{target.Name} round {round}: {complaint}");
                    Save(lab, target, text);
                }
            }
        }
        Console.WriteLine($"{round - start} texts on {FuzzTarget.All.Length} targets, {broken.Count} broken");
        return broken.Count == 0 ? 0 : 1;
    }

    /// <summary>Feeds one text to a target; what went wrong, or null.</summary>
    public static string? Try(FuzzTarget target, string text)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            target.Run(text);
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
        return clock.Elapsed > Patience ? $"takes {clock.Elapsed.TotalSeconds:0} s" : null;
    }

    /// <summary>Texts to damage: the cases, and pieces of the bug reports.</summary>
    public static IReadOnlyList<string> Seeds(LabFolder lab)
    {
        var seeds = lab.CaseNames()
            .SelectMany(item => lab.ReadCase(item.Group, item.Name).Pieces)
            .Where(piece => piece.Kind != LabPieceKind.Link)
            .Select(piece => piece.Content.Text)
            .ToList();
        foreach (var label in lab.Labels())
        {
            var lines = lab.ReadBugReport(label.File);
            seeds.AddRange(lines.Chunk(600).Select(chunk => string.Join('\n', chunk.Select(line => line.Text))));
        }
        return seeds;
    }

    private static void Save(LabFolder lab, FuzzTarget target, string text)
    {
        var folder = Path.Combine(lab.Root, "fuzz");
        Directory.CreateDirectory(folder);
        var bytes = Encoding.UTF8.GetBytes(text);
        File.WriteAllBytes(Path.Combine(folder, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..8]}.bin"), bytes);
    }
}
