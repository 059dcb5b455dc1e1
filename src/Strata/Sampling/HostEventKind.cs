namespace Strata.Sampling;

/// <summary>What an event is.</summary>
public enum HostEventKind
{
    /// <summary>The driver reported an Xid.</summary>
    Xid,

    /// <summary>A line of the kernel's log in the form of an Xid that a program wrote: shown, never counted.</summary>
    Claim,

    /// <summary>A GPU stopped to answer.</summary>
    GpuLost,

    /// <summary>A GPU answers again.</summary>
    GpuBack,

    /// <summary>A call into the driver passed its deadline.</summary>
    CallHangs,

    /// <summary>A call that hung came back.</summary>
    CallReturned,

    /// <summary>A call ended the probe.</summary>
    ProbeCrashed,

    /// <summary>Doctor found a defect that was not there before.</summary>
    FindingCame,

    /// <summary>Doctor no longer finds a defect.</summary>
    FindingWent,

    /// <summary>The agent let go of GPUs.</summary>
    Released,

    /// <summary>The agent took GPUs up again.</summary>
    Held,

    /// <summary>The agent started.</summary>
    AgentStarted,

    /// <summary>Records of the kernel's log were overwritten before they could be read, or the store had to be started anew.</summary>
    Gap,
}
