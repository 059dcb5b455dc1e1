namespace Strata.Linux.Files;

/// <summary>A look at the machine that passed its deadline, or may.</summary>
/// <param name="scope">The place that hangs as one.</param>
/// <param name="name">What is looked at.</param>
internal sealed class HangingLook(string scope, string name)
{
    public string Scope => scope;

    public string Name => name;

    /// <summary>True when it came back.</summary>
    public bool IsOver { get; set; }
}
