using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Xid;

namespace Strata.Rendering;

/// <summary>Builds the pages of the catalogue of Xids and SXids.</summary>
public static class XidPages
{
    /// <summary>One code.</summary>
    public static Document Show(XidEntry entry)
    {
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(new Block.Heading($"{Name(entry.Code)} {entry.Mnemonic}".TrimEnd()));
        blocks.Add(new Block.Remark(Scope(entry)));
        blocks.Add(new Block.Paragraph(entry.Meaning));
        blocks.Add(new Block.Label("What to do"));
        blocks.Add(new Block.Paragraph(InWords(entry.Action)));
        if (entry.Investigate.Length > 0)
        {
            blocks.Add(new Block.Label("When it comes again"));
            blocks.Add(new Block.Paragraph(InWords(entry.Investigate)));
        }
        if (entry.Recovery.Length > 0)
        {
            blocks.Add(new Block.Label("Xid 154"));
            blocks.Add(new Block.Paragraph($"From {entry.Recovery} on, an Xid 154 says which recovery the driver requires; it overrules this page."));
        }
        blocks.Add(new Block.Label("Source of the facts"));
        blocks.Add(new Block.Paragraph(entry.Reference));
        return new Document(Name(entry.Code), blocks.ToImmutable());
    }

    /// <summary>A code that the catalogue does not have.</summary>
    public static Document Unlisted(string code) => new(Name(code),
    [
        new Block.Heading($"{Name(code)} is not in this catalogue", Status.Unknown),
        new Block.Paragraph("A driver newer than the catalogue may have added it. Keep the whole kernel line: its text says what happened. An Xid 154 beside it says which recovery the driver requires."),
    ]);

    private static string Name(string code) => code.StartsWith('S') ? $"SXid {code[1..]}" : $"Xid {code}";

    private static string Scope(XidEntry entry)
    {
        var from = entry.IsSwitch ? "reported by an NVSwitch" : "reported by the driver of a GPU";
        var products = entry.AppliesTo.Trim(',', ' ').Replace(",", ", ", StringComparison.Ordinal);
        return $"{from}; severity {entry.Severity}{(products.Length == 0 ? "" : $"; applies to {products}")}";
    }

    // NVIDIA's action words, with what they mean here (source: the legend of the catalogue).
    private static string InWords(string action)
    {
        var word = action.Split(' ', 2)[0];
        var meaning = word switch
        {
            "IGNORE" => "nothing to do",
            "RESTART_APP" => "restart the program that was hit; the GPU is healthy",
            "RESET_GPU" => "stop what uses the GPU, then reset it",
            "RESTART_BM" or "REBOOT_HOST" => "reboot the host",
            "RESTART_VM" or "RESTART_GUEST" => "restart the virtual machine",
            "RESTART_GUEST_OR_RESET_FABRIC" => "restart the virtual machine, or reset the fabric, as the port tells",
            "RESET_ALL_GPUS_AND_NVSWITCHES" => "stop everything on the GPUs, then reset all GPUs and NVSwitches",
            "CONTACT_SUPPORT" => "ask the vendor, with an nvidia-bug-report.log",
            "CHECK_MECHANICALS" => "look at seating, power and cables",
            "CHECK_COOLING" => "look at fans and air flow",
            "CHECK_LINK_SEATING" => "look at the seating of bridge, board and cables",
            "CHECK_UVM" => "look for what nvidia-uvm wrote beside it",
            "CHECK_APP/CUDA" or "INVESTIGATE_SW_USER" => "look for a bug in the program or its CUDA libraries",
            "INVESTIGATE_SW" => "look for a bug in driver or program",
            "INVESTIGATE_LINK_SI" => "look at the signal quality of the link",
            "UPDATE_SWFW" => "update driver and firmware",
            "MONITOR" => "keep an eye on it",
            "PLAN_REPLACEMENT" => "plan to replace the board",
            "ENABLE_ECC_OR_REBOOT" => "enable ECC, or reboot",
            "READ_SEVERITY_IN_LINE" => "the line itself says whether it is fatal",
            "WORKFLOW_NVLINK5_ERR" => "decode the two hex words of the line",
            "FOLLOW_XID_154" or "XID_154" => "do what Xid 154 says",
            "FOLLOW_XID_48" or "WORKFLOW_XID_48" => "treat it as the uncorrectable memory error (Xid 48) beside it",
            _ => "",
        };
        return meaning.Length == 0 ? action : $"{char.ToUpperInvariant(meaning[0])}{meaning[1..]} ({action}).";
    }
}
