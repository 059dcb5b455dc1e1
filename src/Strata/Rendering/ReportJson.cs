using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;

namespace Strata.Rendering;

/// <summary>Writes a report as <c>strata.report/1</c>.</summary>
public static class ReportJson
{
    /// <summary>Renders the report.</summary>
    public static string Render(Report report, string version) =>
        JsonSerializer.Serialize(ToDocument(report, version), ReportJsonContext.Default.ReportDocument);

    internal static ReportDocument ToDocument(Report report, string version) => new(
        "strata.report/1",
        version,
        new SourceDocument(KindName(report.Origin), PlainText.Clean(report.Origin.Name)),
        PlainText.CleanOrNull(report.Origin.TakenAt),
        new MachineDocument(
            PlainText.CleanOrNull(report.Machine.Kernel), PlainText.CleanOrNull(report.Machine.Distribution),
            new DriverDocument(PlainText.CleanOrNull(report.Machine.LoadedDriver), PlainText.CleanOrNull(report.Machine.InstalledDriver), report.Machine.Flavour),
            [.. report.Machine.Gpus.Select(ToDocument)]),
        Names.Of(report.Verdict),
        [.. report.Layers.Select(layer => new LayerDocument(Names.Of(layer.Layer), Names.Of(layer.Status), PlainText.Clean(layer.Summary)))],
        [.. report.RootCauses.Select(ToDocument)],
        [.. report.Findings.Select(ToDocument)],
        [.. report.History.Select(finding => ToDocument(new PlacedFinding(finding, null, [])))],
        [.. report.Undecided.Select(item => new UnknownDocument(item.Rule.Code.ToString(), item.Rule.Slug, PlainText.Clean(item.Why)))],
        [.. report.Unrecognised.Select(line => new UnrecognisedDocument(line.Line ?? 0, PlainText.Clean(line.Text ?? "")))]);

    private static FindingDocument ToDocument(PlacedFinding placed)
    {
        var finding = placed.Finding;
        return new FindingDocument(
            finding.Rule.Code.ToString(), finding.Rule.Slug, Names.Of(finding.Rule.Code.Layer), PlainText.CleanOrNull(finding.Subject),
            Names.Of(finding.State), Names.Of(finding.Repair), PlainText.Clean(finding.Title), PlainText.CleanProse(finding.Why),
            [.. finding.Evidence.Select(source => new EvidenceDocument(PlainText.Clean(source.Name), source.Line, PlainText.Clean(source.Text ?? "")))],
            [.. finding.Fixes.Select(ToDocument)],
            [.. placed.Explains.Select(other => other.Rule.Code.ToString()).Distinct()],
            placed.ExplainedBy?.Rule.Code.ToString(),
            Names.Of(finding.Confidence));
    }

    private static GpuDocument ToDocument(GpuReport gpu) => new(
        gpu.Address.ToString(), PlainText.CleanOrNull(gpu.PciId), PlainText.CleanOrNull(gpu.Name), PlainText.CleanOrNull(gpu.Uuid), PlainText.CleanOrNull(gpu.KernelDriver));

    private static FixDocument ToDocument(PlanAction action) =>
        new(PlainText.CleanProse(action.Text), Clean(action.Command), Names.Of(action.Risk), PlainText.Clean(action.Disturbs), action.NeedsRoot);

    private static ImmutableArray<string>? Clean(ImmutableArray<string>? command) =>
        command is { } words ? [.. words.Select(PlainText.CleanProse)] : null;

    private static string KindName(Origin origin) => origin switch
    {
        { IsBundle: true } => "bundle",
        { Kind: OriginKind.BugReport } => "bug-report",
        { Kind: var kind } => kind.ToString().ToLowerInvariant(),
    };
}

internal sealed record ReportDocument(
    string Schema, string Strata, SourceDocument Source, string? TakenAt, MachineDocument Machine, string Verdict,
    ImmutableArray<LayerDocument> Layers, ImmutableArray<FindingDocument> RootCauses, ImmutableArray<FindingDocument> Findings,
    ImmutableArray<FindingDocument> History, ImmutableArray<UnknownDocument> Unknown, ImmutableArray<UnrecognisedDocument> Unrecognised);

internal sealed record SourceDocument(string Kind, string Name);

internal sealed record MachineDocument(string? Kernel, string? Distro, DriverDocument Driver, ImmutableArray<GpuDocument> Gpus);

internal sealed record DriverDocument(string? Loaded, string? Installed, string Flavour);

internal sealed record GpuDocument(string Address, string? PciId, string? Name, string? Uuid, string? KernelDriver);

internal sealed record LayerDocument(string Layer, string Status, string Summary);

internal sealed record FindingDocument(
    string Code, string Defect, string Layer, string? Subject, string State, string Action, string Title, string Why,
    ImmutableArray<EvidenceDocument> Evidence, ImmutableArray<FixDocument> Fix, ImmutableArray<string> Explains, string? ExplainedBy, string Confidence);

internal sealed record EvidenceDocument(string Source, int? Line, string Text);

internal sealed record FixDocument(string Text, ImmutableArray<string>? Command, string Risk, string Disturbs, bool NeedsRoot);

internal sealed record UnknownDocument(string Code, string Defect, string Why);

internal sealed record UnrecognisedDocument(int Line, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
