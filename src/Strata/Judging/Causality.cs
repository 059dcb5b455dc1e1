using System.Collections.Immutable;
using Strata.Layers.Bus;

namespace Strata.Judging;

/// <summary>Finds for each finding the deeper one that explains it.</summary>
public sealed class Causality
{
    private readonly Dictionary<string, ImmutableHashSet<string>> _causes;

    /// <summary>Closes the declared dependencies over all rules.</summary>
    public Causality(IEnumerable<RuleInfo> rules)
    {
        var direct = rules.ToDictionary(rule => rule.Slug, rule => rule.DependsOn, StringComparer.Ordinal);
        _causes = direct.Keys.ToDictionary(slug => slug, slug => Closure(slug, direct), StringComparer.Ordinal);
    }

    /// <summary>The finding among <paramref name="all"/> that explains this one, or null.</summary>
    public Finding? Explain(Finding finding, IReadOnlyCollection<Finding> all) => all
        .Where(other => !ReferenceEquals(other, finding) && Explains(other, finding))
        .OrderBy(other => other.State == State.Info)
        .ThenBy(other => Causes(finding).Count - Causes(other).Count)
        .ThenBy(other => other.Rule.Code)
        .FirstOrDefault();

    private bool Explains(Finding cause, Finding consequence) =>
        (Causes(consequence).Contains(cause.Rule.Slug)
            || consequence.AlsoDependsOn.Any(slug => slug == cause.Rule.Slug || _causes.GetValueOrDefault(slug, []).Contains(cause.Rule.Slug)))
        && !Causes(cause).Contains(consequence.Rule.Slug)
        && !AreDifferentGpus(cause.Subject, consequence.Subject);

    // A fault of one GPU explains nothing on another; a package, a kernel or a unit may explain any of them.
    private static bool AreDifferentGpus(string? one, string? other) =>
        PciAddress.TryParse(one, out var first) && PciAddress.TryParse(other, out var second) && first != second;

    // "No fault now" is a finding without a rule of the registry.
    private ImmutableHashSet<string> Causes(Finding finding) => _causes.GetValueOrDefault(finding.Rule.Slug, []);

    private static ImmutableHashSet<string> Closure(string slug, Dictionary<string, ImmutableArray<string>> direct)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(direct[slug]);
        while (open.TryPop(out var next))
        {
            if (next != slug && found.Add(next) && direct.TryGetValue(next, out var deeper))
            {
                foreach (var cause in deeper)
                {
                    open.Push(cause);
                }
            }
        }
        return [.. found];
    }
}
