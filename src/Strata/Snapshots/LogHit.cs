using Strata.Judging;
using Strata.Machine;

namespace Strata.Snapshots;

/// <summary>One place in a log where a sign was found.</summary>
/// <param name="Sign">The sign.</param>
/// <param name="Source">Log, line and text.</param>
/// <param name="Era">How old the line is.</param>
/// <param name="Order">Position among all hits of all logs of the snapshot.</param>
/// <param name="Prefix">Time and writer of the line.</param>
/// <param name="Groups">Named groups of the sign's expression.</param>
public sealed record LogHit(LogSign Sign, Source Source, Era Era, int Order, LogPrefix Prefix, IReadOnlyDictionary<string, string> Groups)
{
    /// <summary>The text of a named group, or an empty string.</summary>
    public string this[string group] => Groups.GetValueOrDefault(group, "");
}
