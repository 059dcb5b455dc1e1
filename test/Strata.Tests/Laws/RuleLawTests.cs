using System.Collections.Immutable;
using Strata.Dev;
using Strata.Judging;
using Strata.Lab;
using Strata.Machine;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Laws;

public sealed class RuleLawTests
{
    private static readonly ImmutableArray<RuleInfo> Infos = [SoundChain.Info, .. Rules.All.Select(rule => rule.Info)];

    private static readonly ImmutableArray<string> Vocabulary =
        [.. Checkout.Read("src/Strata/Facts/defects.csv").Split('\n').Skip(1).Select(line => line.Split(',')[0].Trim()).Where(slug => slug.Length > 0)];

    [Fact]
    public void NoCodeIsUsedTwice() => Law.Holds(Twice(Infos.Select(info => info.Code.ToString())));

    [Fact]
    public void NoDefectHasTwoRules() => Law.Holds(Twice(Infos.Select(info => info.Slug)));

    [Fact]
    public void ACodeBelongsToTheLayerOfItsFolder()
    {
        var strays = Rules.All.Where(rule =>
            !rule.GetType().Namespace!.StartsWith($"Strata.Layers.{rule.Info.Code.Layer}.", StringComparison.Ordinal)
            || rule.Info.Code.Number is < 1 or > 999);

        Law.Holds(strays.Select(rule => rule.Info.Code + " " + rule.GetType().FullName));
    }

    [Fact]
    public void EveryListedDefectHasARule() => Law.Holds(Vocabulary.Where(slug => slug != SoundChain.Info.Slug).Except(Infos.Select(info => info.Slug), StringComparer.Ordinal));

    [Fact]
    public void WhatARuleDependsOnExists() => Law.Holds(Infos.SelectMany(info => info.DependsOn.Where(slug => Infos.All(other => other.Slug != slug)).Select(slug => info.Slug + " depends on " + slug)));

    [Fact]
    public void NoDefectExplainsItself() => Law.Holds(Infos.Where(info => Causes(info.Slug).Contains(info.Slug)).Select(info => info.Slug));

    [Fact]
    public void EveryRuleSaysWhatAndWhy() => Law.Holds(Infos.Where(info => info.Title.Length is 0 or > 120 || info.Title.EndsWith('.') || info.Title.Contains('\n', StringComparison.Ordinal) || info.Why.Length < 20)
            .Select(info => info.Slug));

    [Fact]
    public void EverySampleShowsItsSign()
    {
        var missed = Snapshotter.Signs.SelectMany(sign => sign.Samples.Where(sample => !Shows(sign, sample)).Select(sample => $"{sign.Needle}: {sample}"));

        Law.Holds(missed);
    }

    [Fact]
    public void EverySignHasASample() => Law.Holds(Snapshotter.Signs.Where(sign => sign.Samples.IsEmpty).Select(sign => sign.Needle));

    [Fact]
    public void TheRegistryIsFresh() => Assert.Equal(0, RuleRegistry.Run(Checkout.Root, check: true));

    [Fact]
    public void ThePagesOfTheRulesAreFresh() => Assert.Equal(0, DocsCommand.Run(Checkout.Root, check: true));

    private static bool Shows(LogSign sign, string sample)
    {
        var lines = sample.Split('\n').Select((line, index) => new LogLine(index + 1, line));
        return sign.Match(sample.Replace('\n', ' ')) is not null
            || new LogScanner([sign]).Scan([new LogText("sample", Era.Current, lines)], keepUnrecognised: false).Has(sign);
    }

    private static HashSet<string> Causes(string slug)
    {
        var direct = Infos.ToLookup(info => info.Slug, info => info.DependsOn, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([slug]);
        while (open.TryPop(out var next))
        {
            foreach (var cause in direct[next].SelectMany(causes => causes).Where(found.Add))
            {
                open.Push(cause);
            }
        }
        return found;
    }

    private static IEnumerable<string> Twice(IEnumerable<string> values) =>
        values.GroupBy(value => value, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
}
