namespace Strata.Judging;

/// <summary>Weight of a finding.</summary>
public enum State
{
    /// <summary>Worth knowing; changes no verdict.</summary>
    Info,

    /// <summary>Works, with a handicap or a danger ahead.</summary>
    Warning,

    /// <summary>Something is broken now.</summary>
    Fault,
}

/// <summary>How sure a finding is.</summary>
public enum Confidence
{
    /// <summary>One of several explanations; the evidence fits but does not prove.</summary>
    Possible,

    /// <summary>The usual explanation of this evidence.</summary>
    Likely,

    /// <summary>The evidence leaves no other explanation.</summary>
    Certain,
}

/// <summary>The smallest sufficient repair, in rising order of disturbance.</summary>
public enum Repair
{
    /// <summary>Nothing to do.</summary>
    None,

    /// <summary>Restart the program that was hit.</summary>
    RestartApp,

    /// <summary>Change a setting or a package.</summary>
    ConfigFix,

    /// <summary>Restart a service.</summary>
    RestartService,

    /// <summary>Restart a container.</summary>
    RestartContainer,

    /// <summary>Reload the kernel module.</summary>
    ReloadModule,

    /// <summary>Reset the GPU.</summary>
    ResetGpu,

    /// <summary>Drain the node, then reset the GPU.</summary>
    DrainAndReset,

    /// <summary>Restart the virtual machine.</summary>
    RestartVm,

    /// <summary>Reboot the host.</summary>
    Reboot,

    /// <summary>Cut the power and start again.</summary>
    PowerCycle,

    /// <summary>Look at slot, riser, cable, power and cooling.</summary>
    CheckHardware,

    /// <summary>Replace the board.</summary>
    Replace,

    /// <summary>Ask the vendor.</summary>
    ContactSupport,
}
