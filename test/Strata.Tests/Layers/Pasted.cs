using Strata.Judging;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;

namespace Strata.Tests.Layers;

/// <summary>What the core makes of a pasted text.</summary>
internal static class Pasted
{
    public static Snapshot Snapshot(string text) => Snapshotter.Take(PasteReader.Read(
        new Origin(OriginKind.Text, "paste"),
        new LogText("paste", Era.Current, text.Split('\n').Select((line, index) => new LogLine(index + 1, line)))));

    public static Report Report(string text) => new Judge(Rules.All).Decide(Snapshot(text));

    public static string? Root(string text) => Report(text).RootCauses.FirstOrDefault()?.Finding.Rule.Slug;
}
