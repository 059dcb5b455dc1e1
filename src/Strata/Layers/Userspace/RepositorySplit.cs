using System.Collections.Immutable;
using Strata.Layers.Kernel;
using Strata.Layers.Userspace.Apt;

namespace Strata.Layers.Userspace;

/// <summary>Two repositories from which the next upgrade would take parts of the driver in different versions.</summary>
/// <param name="First">A package of the one.</param>
/// <param name="Second">A package of the other.</param>
public sealed record RepositorySplit(AptChoice First, AptChoice Second)
{
    /// <summary>The first such pair among packages of one branch that nothing holds; null when one repository serves all.</summary>
    public static RepositorySplit? Of(UserspaceFacts facts)
    {
        var next = facts.Choices.Or([]).Where(choice => choice.CandidateVersion is not null && !facts.Holds(choice.Name) && Origins(choice).Length > 0).ToList();
        foreach (var first in next)
        {
            var second = next.Find(other => Differ(first.CandidateVersion!, other.CandidateVersion!) && !Origins(first).Intersect(Origins(other), StringComparer.Ordinal).Any());
            if (second is not null)
            {
                return new RepositorySplit(first, second);
            }
        }
        return null;
    }

    private static bool Differ(DriverVersion one, DriverVersion other) => one.Branch == other.Branch && !one.Agrees(other);

    private static ImmutableArray<string> Origins(AptChoice choice) =>
        [.. choice.From(choice.Candidate).Select(release => release.Origin).Where(origin => origin.Length > 0)];
}
