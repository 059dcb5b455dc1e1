using Strata.Judging;

namespace Strata.Rendering;

/// <summary>The answer of a report in one sentence.</summary>
public static class Headline
{
    private const string NoGpu = "no-nvidia-gpu-on-bus";

    /// <summary>The sentence, clean.</summary>
    public static string Of(Report report) => PlainText.Clean(report.Verdict switch
    {
        Status.Fault or Status.Warning => OfTrouble(report),
        Status.Ok => $"{Driver(report.Machine)}, {Gpus(report.Machine)}, nothing wrong found",
        _ => OfUnknown(report),
    });

    /// <summary>The finding that the headline is about; null when nothing is wrong or known.</summary>
    public static PlacedFinding? Lead(Report report)
    {
        var wanted = report.Verdict switch
        {
            Status.Fault => State.Fault,
            Status.Warning => State.Warning,
            _ => State.Info,
        };
        if (wanted == State.Info)
        {
            return null;
        }
        var causes = report.RootCauses.Where(cause => cause.Finding.Rule != SoundChain.Info).ToList();
        return causes.Find(cause => cause.Finding.State == wanted)
            ?? causes.Find(cause => !cause.Explains.IsEmpty)
            ?? report.Findings.FirstOrDefault(finding => finding.Finding.State == wanted);
    }

    /// <summary>The count of GPUs in words.</summary>
    public static string Gpus(MachineReport machine) => Count(machine.Gpus.Length + machine.UnplacedGpus, "GPU");

    /// <summary>A number with its noun.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string OfTrouble(Report report)
    {
        if (Lead(report) is not { } lead)
        {
            return Names.Of(report.Verdict);
        }
        var others = report.RootCauses
            .Where(cause => cause.Finding.State == lead.Finding.State)
            .Select(cause => cause.Finding.Rule.Code)
            .Distinct()
            .Count(code => code != lead.Finding.Rule.Code);
        var more = others == 0 ? "" : $" (and {Count(others, report.Verdict == Status.Fault ? "other fault" : "other warning")})";
        return $"{Names.Of(lead.Finding.Rule.Code.Layer)}: {lead.Finding.Title}{more}";
    }

    private static string OfUnknown(Report report)
    {
        if (report.Layers.All(layer => layer.Status is Status.Unknown or Status.NotApplicable) && report.Undecided.IsEmpty
            && report.Machine.Gpus.IsEmpty && report.Machine.LoadedDriver is null && report.Findings.IsEmpty)
        {
            return report.Unrecognised.IsEmpty
                ? "cannot tell: this input says nothing about an NVIDIA GPU or its driver"
                : "cannot tell: this input holds error lines that no rule knows, and nothing else about the GPU";
        }
        if (report.Machine.Gpus.IsEmpty && report.RootCauses.FirstOrDefault(cause => cause.Finding.Rule.Slug == NoGpu) is { } none)
        {
            return $"nothing to check: {none.Finding.Title}";
        }
        var missing = new List<string>();
        if (report.Machine.Gpus.IsEmpty && report.Machine.UnplacedGpus == 0)
        {
            missing.Add("no GPU was seen");
        }
        if (report.Machine.LoadedDriver is null)
        {
            missing.Add("no loaded driver was seen");
        }
        missing.Add("NVML was not seen to answer");
        return $"cannot tell: nothing wrong was found, but {string.Join(", ", missing)}";
    }

    private static string Driver(MachineReport machine) =>
        (machine.LoadedDriver ?? machine.InstalledDriver) is { } version ? $"driver {version}" : "driver loaded";
}
