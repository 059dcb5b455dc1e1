using Strata.Judging;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Rendering;
using Strata.Snapshots;

namespace Strata.Cli;

/// <summary>
/// Judges an empty machine on another core while the real one is being opened and read. Most of a short run is the
/// compilation of methods that run once; this shares it between two cores.
/// </summary>
internal static class Warmup
{
    private static readonly ManualResetEventSlim Ready = new();

    /// <summary>Begins; does nothing on a single core.</summary>
    public static void Start()
    {
        if (Environment.ProcessorCount < 2)
        {
            Ready.Set();
            return;
        }
        new Thread(Run) { IsBackground = true, Name = "warm-up" }.Start();
    }

    /// <summary>Waits until the tables of rules and signs are made, so that no two threads make them.</summary>
    public static void Wait() => Ready.Wait();

    private static void Run()
    {
        try
        {
            try
            {
                _ = Snapshotter.Signs;
                _ = Rules.All;
            }
            finally
            {
                Ready.Set();
            }
            var report = new Judge(Rules.All).Decide(Snapshotter.Take(new TranscriptMachine(new Origin(OriginKind.Text, "-"))));
            TerminalWriter.Render(ReportDocumentBuilder.Build(report), TerminalStyle.Plain);
        }
#pragma warning disable CA1031 // the main thread meets the same error and reports it
        catch (Exception)
#pragma warning restore CA1031
        {
            Ready.Set();
        }
    }
}
