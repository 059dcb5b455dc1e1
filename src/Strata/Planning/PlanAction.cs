using System.Collections.Immutable;

namespace Strata.Planning;

/// <summary>How much an action can hurt.</summary>
public enum Risk
{
    /// <summary>Stops nothing that runs.</summary>
    Safe,

    /// <summary>Stops programs that use the GPU, a service or a container.</summary>
    Disruptive,

    /// <summary>Needs a reboot or ends in one.</summary>
    Reboot,
}

/// <summary>One step that mends something, as data.</summary>
/// <param name="Text">Imperative sentence.</param>
/// <param name="Command">The command as an argument array, or null when a person must do it.</param>
/// <param name="Risk">How much it can hurt.</param>
/// <param name="Disturbs">Who loses what while it runs; empty when nobody does.</param>
/// <param name="NeedsRoot">True when only root can do it.</param>
public sealed record PlanAction(string Text, ImmutableArray<string>? Command, Risk Risk, string Disturbs, bool NeedsRoot)
{
    /// <summary>A command that stops nothing.</summary>
    public static PlanAction Safe(string text, params ReadOnlySpan<string> command) => new(text, [.. command], Risk.Safe, "", NeedsRoot: true);

    /// <summary>A command that only looks.</summary>
    public static PlanAction Look(string text, params ReadOnlySpan<string> command) => new(text, [.. command], Risk.Safe, "", NeedsRoot: false);

    /// <summary>A command that stops something.</summary>
    public static PlanAction Disruptive(string text, string disturbs, params ReadOnlySpan<string> command) =>
        new(text, [.. command], Risk.Disruptive, disturbs, NeedsRoot: true);

    /// <summary>A command whose effect comes with a reboot.</summary>
    public static PlanAction WithReboot(string text, params ReadOnlySpan<string> command) =>
        new(text, [.. command], Risk.Reboot, "everything on this host during the reboot", NeedsRoot: true);

    /// <summary>Something only a person can do.</summary>
    public static PlanAction ByHand(string text, Risk risk = Risk.Safe, string disturbs = "", bool needsRoot = false) =>
        new(text, null, risk, disturbs, needsRoot);
}
