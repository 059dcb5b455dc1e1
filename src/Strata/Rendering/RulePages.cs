using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Rendering;

/// <summary>Builds the pages of the rule catalogue.</summary>
public static class RulePages
{
    private const int MostSamples = 8;

    /// <summary>All rules as a table.</summary>
    public static Document List(IEnumerable<Rule> rules) => new("Strata rules",
        [new Block.Table(["CODE", "LAYER", "DEFECT", "TITLE"], [.. rules.Select(rule => rule.Info).OrderBy(info => info.Code).Select(Row)])]);

    /// <summary>One rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="all">All rules, to find those that this one explains.</param>
    public static Document Show(Rule rule, IEnumerable<Rule> all)
    {
        var info = rule.Info;
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(new Block.Heading($"{info.Code} {info.Slug}"));
        blocks.Add(new Block.Remark($"layer {Names.Of(info.Code.Layer)}"));
        blocks.Add(new Block.Paragraph(PlainText.Clean(info.Title)));
        blocks.Add(new Block.Paragraph(PlainText.CleanProse(info.Why)));
        AddItems(blocks, "Explained by", info.DependsOn);
        AddItems(blocks, "Explains", all.Where(other => other.Info.DependsOn.Contains(info.Slug)).Select(other => other.Info.Slug));
        var samples = rule.Signs.SelectMany(sign => sign.Samples.IsDefaultOrEmpty ? [sign.Needle] : sign.Samples.Take(2)).Distinct(StringComparer.Ordinal).ToList();
        if (samples.Count > 0)
        {
            blocks.Add(new Block.Label("Traces in logs"));
            blocks.Add(new Block.Quotes([.. samples.Take(MostSamples).Select(sample => new Quote("log", PlainText.Clean(sample)))]));
        }
        if (info.Reference.Length > 0)
        {
            blocks.Add(new Block.Label("Source of the facts"));
            blocks.Add(new Block.Paragraph(PlainText.CleanProse(info.Reference)));
        }
        return new Document($"{info.Code} {info.Slug}", blocks.ToImmutable());
    }

    private static void AddItems(ImmutableArray<Block>.Builder blocks, string label, IEnumerable<string> items)
    {
        ImmutableArray<string> all = [.. items.Order(StringComparer.Ordinal)];
        if (!all.IsEmpty)
        {
            blocks.Add(new Block.Label(label));
            blocks.Add(new Block.Items(all));
        }
    }

    private static ImmutableArray<string> Row(RuleInfo info) =>
        [info.Code.ToString(), Names.Of(info.Code.Layer), info.Slug, PlainText.Clean(info.Title)];
}
