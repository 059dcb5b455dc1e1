using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Layers.Bus;
using Strata.Layers.Kernel;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>Reads what nvidia-smi and other NVML clients print: success, or which of NVML's codes refused.</summary>
public static partial class NvmlTextParser
{
    // Texts of nvmlErrorString and of nvidia-smi (branches 384 to 595).
    private static readonly (string Text, int Code)[] Reasons =
    [
        ("couldn't communicate with the NVIDIA driver", NvmlCode.DriverNotLoaded),
        ("couldn't find libnvidia-ml", NvmlCode.LibraryNotFound),
        ("No devices were found", NvmlCode.NotFound),
        ("Driver/library version mismatch", NvmlCode.VersionMismatch),
        ("RM has detected an NVML/RM version mismatch", NvmlCode.VersionMismatch),
        ("Driver Not Loaded", NvmlCode.DriverNotLoaded),
        ("NVML Shared Library Not Found", NvmlCode.LibraryNotFound),
        ("GPU is lost", NvmlCode.GpuIsLost),
        ("GPU requires reset", NvmlCode.ResetRequired),
        ("A GPU reset must occur", NvmlCode.ResetRequired),
        ("GPU access blocked by the operating system", NvmlCode.OperatingSystem),
        ("insufficiently powered", NvmlCode.InsufficientPower),
        ("Insufficient External Power", NvmlCode.InsufficientPower),
        ("detected an issue with GPU interrupts", NvmlCode.IrqIssue),
        ("Interrupt Request Issue", NvmlCode.IrqIssue),
        ("Corrupted infoROM", NvmlCode.CorruptedInforom),
        ("Insufficient Permissions", NvmlCode.NoPermission),
        ("In use by another client", NvmlCode.InUse),
        ("Insufficient Size", 7),
        ("Insufficient Memory", 20),
        ("Insufficient Resources", 23),
        ("Function Not Found", 13),
        ("Argument version mismatch", 25),
        ("functionality has been deprecated", 26),
        ("System is not in ready state", NvmlCode.NotReady),
        ("Already Initialized", 5),
        ("Uninitialized", 1),
        ("Invalid Argument", 2),
        ("Not Supported", 3),
        ("N/A", 3),
        ("No data", 21),
        ("Timeout", NvmlCode.Timeout),
        ("Not Found", NvmlCode.NotFound),
        ("Unknown Error", NvmlCode.Unknown),
    ];

    /// <summary>The refusal a line tells, or null.</summary>
    public static NvmlFailure? Failure(string line, Source source)
    {
        if (Refusal().Match(line) is not { Success: true } match)
        {
            return null;
        }
        var reason = match.Groups["reason"].Value;
        var code = match.Groups["number"] is { Success: true } number
            ? int.TryParse(number.ValueSpan, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : NvmlCode.Unknown
            : CodeOf(reason);
        return code is null ? null : new NvmlFailure(code.Value, PciAddress.Parse(match.Groups["gpu"].Value), source);
    }

    /// <summary>Every refusal in a transcript.</summary>
    public static ImmutableArray<NvmlFailure> Failures(TextDocument text)
    {
        var failures = ImmutableArray.CreateBuilder<NvmlFailure>();
        for (var i = 0; i < text.Lines.Length; i++)
        {
            if (Failure(text.Lines[i], text.At(i)) is { } failure)
            {
                failures.Add(failure);
            }
        }
        return failures.ToImmutable();
    }

    /// <summary>The answer in a transcript of `nvidia-smi`, `-q` or `-L`; null when it is none.</summary>
    /// <param name="output">Transcript with its exit status, where known.</param>
    /// <param name="place">The line that tells.</param>
    public static NvmlAnswer? Parse(ToolOutput output, out Source place)
    {
        var text = output.Output;
        place = text.Whole;
        string? driver = null;
        string? cuda = null;
        var lists = false;
        for (var i = 0; i < text.Lines.Length; i++)
        {
            var line = text.Lines[i];
            if (driver is null && Banner().Match(line) is { Success: true } banner)
            {
                (driver, place) = (banner.Groups["driver"].Value, text.At(i));
            }
            if (cuda is null && Cuda().Match(line) is { Success: true } version)
            {
                cuda = version.Groups["cuda"].Value;
            }
            if (!lists && ListRow().IsMatch(line))
            {
                lists = true;
                place = driver is null ? text.At(i) : place;
            }
        }
        var failures = Failures(text);
        if (failures.FirstOrDefault() is { } failure)
        {
            place = failure.Source;
            return new NvmlAnswer(failure.Code, DriverVersion.Parse(driver), LibraryVersion(text), cuda, failure.Source.Text?.Trim() ?? "");
        }
        if (driver is null && SmiCsvParser.Driver(text) is { } row)
        {
            (driver, place) = row;
        }
        if (driver is not null || lists || SmiCsvParser.HasRows(text))
        {
            return new NvmlAnswer(NvmlCode.Success, DriverVersion.Parse(driver), null, cuda, place.Text?.Trim() ?? "");
        }
        return output.ExitCode is { } exit and not 0
            ? new NvmlAnswer(exit is > 0 and < 64 ? exit : NvmlCode.Unknown, null, null, null, text.FirstTrimmed)
            : null;
    }

    private static DriverVersion? LibraryVersion(TextDocument text)
    {
        foreach (var line in text.Lines)
        {
            var at = line.IndexOf("NVML library version:", StringComparison.Ordinal);
            if (at >= 0)
            {
                return DriverVersion.Parse(line[(at + "NVML library version:".Length)..]);
            }
        }
        return null;
    }

    private static int? CodeOf(string reason)
    {
        foreach (var (text, code) in Reasons)
        {
            if (reason.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return code;
            }
        }
        return reason.Contains("unknown return value", StringComparison.OrdinalIgnoreCase) ? NvmlCode.Unknown : null;
    }

    [GeneratedRegex(
        @"(?<reason>NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver|NVIDIA-SMI couldn't find libnvidia-ml|No devices were found)"
        + @"|Failed to initialize NVML:? ?(?:unknown return value: (?<number>[0-9]+)|(?<reason>.+))"
        + @"|Unable to determine the number of available GPUs: (?:unknown return value: (?<number>[0-9]+)|(?<reason>.+))"
        + @"|Unable to determine the device handle for [Gg][Pp][Uu] ?(?:\d+: ?)?(?<gpu>[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-7])?(?:\d+)?: (?<reason>.+)"
        + @"|nvmlInit\w*\(\): (?<reason>.+)"
        + @"|(?:failed to initialize NVML|could not init NVML|Failed to init NVML|error initializing NVML|nvml error|NVML_ERROR|NVMLError_\w+)[:=]? ?(?<reason>[A-Za-z].+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"\| NVIDIA-SMI\s+\S+\s+(?:Driver|KMD) Version: (?<driver>\d+\.\S+)|^\s*Driver Version\s+: (?<driver>\d+\.\S+)|^\s*<driver_version>(?<driver>[\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Banner();

    [GeneratedRegex(@"CUDA (?:UMD )?Version\s*: (?<cuda>\d+\.\d+)|<cuda_version>(?<cuda>[\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Cuda();

    [GeneratedRegex(@"^GPU \d+: .+ \(UUID: GPU-|^GPU [0-9A-Fa-f]{8}:[0-9A-Fa-f]{2}:", RegexOptions.CultureInvariant)]
    private static partial Regex ListRow();
}
