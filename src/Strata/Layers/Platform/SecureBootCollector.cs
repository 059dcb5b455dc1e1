using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Platform;

/// <summary>Finds out whether the kernel loads only signed modules because of Secure Boot: the firmware has it on and shim was not told to check nothing.</summary>
public static class SecureBootCollector
{
    private const string Variables = "/sys/firmware/efi/efivars/";
    private const string Firmware = Variables + "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private const int ValueAt = 4;
    private const byte NonVolatile = 1;

    // Shim's own copy of its setting (source: Linux drivers/firmware/efi/libstub/secureboot.c).
    private const string Shim = Variables + "MokSBStateRT-605dab50-e046-4300-abb6-3dd810dd8b23";

    /// <summary>Whether it is enforced.</summary>
    public static Reading<bool> Collect(IMachine machine, LogFacts log)
    {
        var variable = machine.ReadBytes(Firmware, ValueAt + 1);
        return OfVariables(machine, variable) ?? OfShim(log) ?? OfTool(machine) ?? OfLog(log) ?? (machine.Origin.IsWholeMachine && variable.IsAbsent && machine.List("/sys/firmware").IsKnown && machine.List("/sys/firmware/efi").IsAbsent
            ? Reading.Known(false, new Source("/sys/firmware/efi", null, "not there: booted without UEFI"))
            : variable is Reading<ReadOnlyMemory<byte>>.Unreadable ? variable.Map(_ => false) : Reading.Unreadable<bool>("no Secure Boot state found", variable.Source));
    }

    private static Reading<bool>? OfVariables(IMachine machine, Reading<ReadOnlyMemory<byte>> firmware)
    {
        if (!firmware.TryGet(out var bytes) || bytes.Length <= ValueAt)
        {
            return null;
        }
        var on = bytes.Span[ValueAt] == 1;
        var shim = machine.ReadBytes(Shim, ValueAt + 1);
        if (on && shim.IsUnreadable)
        {
            return null;
        }
        // The kernel trusts the variable only where shim made it at this boot: then it does not outlive the power.
        return on && shim.TryGet(out var its) && its.Length > ValueAt && its.Span[ValueAt] == 1 && (its.Span[0] & NonVolatile) == 0
            ? Reading.Known(false, new Source(Shim, null, "value 1: shim checks nothing"))
            : Reading.Known(on, new Source(Firmware, null, $"value {bytes.Span[ValueAt]}"));
    }

    private static Reading<bool>? OfTool(IMachine machine)
    {
        if (!machine.Run(ToolCall.Of("mokutil", "--sb-state")).TryGet(out var tool))
        {
            return null;
        }
        var output = tool.Output;
        for (var i = 0; i < output.Lines.Length; i++)
        {
            var line = output.Lines[i].Trim();
            if (line.StartsWith("SecureBoot enabled", StringComparison.Ordinal))
            {
                var off = output.Lines.Any(other => other.Contains("validation is disabled in shim", StringComparison.Ordinal));
                return Reading.Known(!off, output.At(i));
            }
            if (line.StartsWith("SecureBoot disabled", StringComparison.Ordinal) || line.Contains("EFI variables are not supported", StringComparison.Ordinal))
            {
                return Reading.Known(false, output.At(i));
            }
        }
        return null;
    }

    private static Reading<bool>? OfShim(LogFacts log) =>
        log.Current(PlatformSigns.ShimChecksNothing) is [.., var hit] ? Reading.Known(false, hit.Source) : null;

    private static Reading<bool>? OfLog(LogFacts log) =>
        log.Current(PlatformSigns.SecureBoot, PlatformSigns.SecureBootTool).LastOrDefault(hit => hit["state"] is "enabled" or "disabled") is { } told
            ? Reading.Known(told["state"] == "enabled", told.Source)
            : null;
}
