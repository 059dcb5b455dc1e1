using Strata.Judging;

namespace Strata.Layers.Driver.Xid;

/// <summary>What the catalogue makes of one code when no other evidence decides.</summary>
/// <param name="State">Weight.</param>
/// <param name="Repair">Repair.</param>
/// <param name="Advice">What NVIDIA's catalogue asks for, in words.</param>
public sealed record XidJudgement(State State, Repair Repair, string Advice)
{
    /// <summary>Judges a row; null stands for a code that is newer than the catalogue.</summary>
    public static XidJudgement Of(XidEntry? entry)
    {
        if (entry is null)
        {
            return new XidJudgement(State.Warning, Repair.ContactSupport, "This code is newer than this catalogue: read NVIDIA's Xid page of your driver branch.");
        }
        var (repair, advice) = entry.ActionCode switch
        {
            "RESTART_APP" => (Repair.RestartApp, "Start the program again; look at the program before the GPU."),
            "IGNORE" => (Repair.None, "Nothing has to be done."),
            "RESET_GPU" => (Repair.ResetGpu, "Reset the GPU."),
            "WORKFLOW_XID_48" => (Repair.DrainAndReset, "Drain the GPU and reset it."),
            "WORKFLOW_XID_45" => (Repair.RestartApp, "Follow the Xid before it; alone, the program or a watchdog ended the work."),
            "WORKFLOW_NVLINK_ERR" => (Repair.ResetGpu, "Reset the GPUs of the link; if it comes again, check the bridge or the baseboard."),
            "WORKFLOW_NVLINK5_ERR" => (Repair.ResetGpu, "Decode the two words of the line and follow them."),
            "CHECK_MECHANICALS" => (Repair.CheckHardware, "Check the power plugs of the board."),
            "RESTART_BM" => (Repair.Reboot, "Reboot the host; then check slot, riser, power and heat."),
            "RESTART_VM" => (Repair.RestartVm, "Restart the virtual machine."),
            "UPDATE_SWFW" => (Repair.ConfigFix, "Bring guest and host driver to releases that fit together."),
            "CHECK_UVM" => (Repair.ResetGpu, "Reset the GPU when unified memory or vGPU is in use."),
            "PLAN_REPLACEMENT" => (Repair.Replace, "Plan to replace the board."),
            "ENABLE_ECC_OR_REBOOT" => (Repair.Reboot, "Enable ECC or reboot."),
            "MONITOR" => (Repair.None, "Watch whether it comes again."),
            "FOLLOW_XID_154" => (Repair.ContactSupport, "Follow the Xid 154 beside it; alone, write a report for the vendor."),
            "FOLLOW_XID_48" => (Repair.None, "A detail of Xid 48: follow that."),
            "CHECK_COOLING" => (Repair.CheckHardware, "Check the cooling."),
            "CHECK_LINK_SEATING" => (Repair.CheckHardware, "Check that board and link are seated, unless the peer was shut down on purpose."),
            "REBOOT_HOST" => (Repair.Reboot, "Reboot the host; this resets the whole fabric."),
            "RESET_ALL_GPUS_AND_NVSWITCHES" => (Repair.Reboot, "Reset all GPUs and NVSwitches together."),
            "RESTART_GUEST" or "RESTART_GUEST_OR_RESET_FABRIC" => (Repair.RestartVm, "Restart the guest or the jobs that use the port; on a host without guests reset its GPUs and switches."),
            _ => (Repair.ContactSupport, "Write a report for the vendor when it comes again."),
        };
        var state = entry.Weight switch
        {
            _ when repair == Repair.None => State.Info,
            XidWeight.Broken => State.Fault,
            XidWeight.Depends => State.Fault,
            XidWeight.Note => State.Info,
            _ => State.Warning,
        };
        return new XidJudgement(state, repair, advice);
    }
}
