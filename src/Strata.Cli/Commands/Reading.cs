using Strata.Cli.Terminal;
using Strata.Judging;
using Strata.Machine;
using Strata.Rendering;
using Strata.Snapshots;

namespace Strata.Cli.Commands;

/// <summary>Reads and judges an opened source, with talk on standard error.</summary>
internal static class Reading
{
    public static Report Judge(OpenedSource source, IMachine machine)
    {
        var report = new Judge(Rules.All).Decide(Snapshotter.Take(machine));
        foreach (var damage in source.Damages)
        {
            StandardError.WriteLine("strata: " + PlainText.Clean(damage));
        }
        return report;
    }
}
