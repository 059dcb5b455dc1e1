namespace Strata.Layers.Driver.Xid;

/// <summary>How much an Xid weighs by itself.</summary>
public enum XidWeight
{
    /// <summary>Bookkeeping, a test message or a detail of another Xid.</summary>
    Note,

    /// <summary>One program was hurt; the GPU is healthy.</summary>
    Program,

    /// <summary>Works on, with a lasting handicap or a danger ahead.</summary>
    Degraded,

    /// <summary>Decided by other evidence: the line itself, Xid 154, decoded words.</summary>
    Depends,

    /// <summary>The GPU or a link is broken.</summary>
    Broken,
}

/// <summary>One row of the catalogue of Xids and SXids.</summary>
/// <param name="Code">Number; SXids are written <c>S12028</c>.</param>
/// <param name="Mnemonic">Name in the driver source.</param>
/// <param name="Meaning">What happened, in one or two sentences.</param>
/// <param name="Severity">Severity word of the catalogue.</param>
/// <param name="Action">Immediate action that NVIDIA's catalogue asks for.</param>
/// <param name="Investigate">What its catalogue asks for when it comes again; empty where nothing.</param>
/// <param name="Recovery">From which release Xid 154 accompanies it; empty where not.</param>
/// <param name="AppliesTo">Products the row is about; empty for all.</param>
/// <param name="Reference">Where the row comes from.</param>
public sealed record XidEntry(
    string Code, string Mnemonic, string Meaning, string Severity, string Action, string Investigate, string Recovery, string AppliesTo, string Reference)
{
    /// <summary>True for an error of an NVSwitch.</summary>
    public bool IsSwitch => Code.StartsWith('S');

    /// <summary>First word of <see cref="Action"/>, such as <c>RESET_GPU</c>.</summary>
    public string ActionCode => Action.Split(' ', 2)[0];

    /// <summary>Weight of the code by itself.</summary>
    public XidWeight Weight => Severity switch
    {
        "app" or "app+degraded" => XidWeight.Program,
        "degraded" or "warn" => XidWeight.Degraded,
        "error" or "fatal" or "fatal-port" or "fatal-fabric" or "nonfatal-job-lost" => XidWeight.Broken,
        "depends" or "unlisted" => XidWeight.Depends,
        "legacy" => XidWeight.Degraded,
        _ => XidWeight.Note,
    };
}
