using System.Text;
using Strata.Judging;
using Strata.Rendering;

namespace Strata.Lab;

/// <summary>The documentation pages of the rules, made from what the rules say of themselves.</summary>
public static class RulePages
{
    private const string Notice = "<!-- Written by: dotnet run --project tools/Strata.Dev -- docs -->\n";

    /// <summary>Pages by file name, the index included.</summary>
    public static IReadOnlyDictionary<string, string> All()
    {
        var infos = Rules.All.Select(rule => (rule.Info, rule.Signs)).Append((Info: SoundChain.Info, Signs: [])).OrderBy(item => item.Info.Code).ToList();
        var bySlug = infos.Select(item => item.Info).DistinctBy(info => info.Slug, StringComparer.Ordinal).ToDictionary(info => info.Slug, StringComparer.Ordinal);
        var explains = infos.SelectMany(item => item.Info.DependsOn.Select(cause => (cause, item.Info))).ToLookup(pair => pair.cause, pair => pair.Info, StringComparer.Ordinal);
        var pages = infos.DistinctBy(item => NameOf(item.Info), StringComparer.Ordinal).ToDictionary(
            item => NameOf(item.Info), item => Page(item.Info, item.Signs, bySlug, explains[item.Info.Slug]), StringComparer.Ordinal);
        pages["README.md"] = Index(infos.Select(item => item.Info));
        return pages;
    }

    private static string NameOf(RuleInfo info) => $"{info.Code}-{info.Slug}.md";

    private static string Index(IEnumerable<RuleInfo> infos)
    {
        var text = new StringBuilder(Notice).Append("# Rules\n\nOne page for each defect that Strata knows. The first digit of a code is its layer, lowest first.\n");
        foreach (var layer in infos.GroupBy(info => info.Code.Layer))
        {
            text.Append("\n## ").Append((int)layer.Key).Append(' ').Append(layer.Key).Append("\n\n| code | defect | says |\n|---|---|---|\n");
            foreach (var info in layer)
            {
                text.Append($"| [{info.Code}]({NameOf(info)}) | `{info.Slug}` | {Escape(info.Title)} |\n");
            }
        }
        return text.ToString();
    }

    private static string Page(RuleInfo info, IEnumerable<LogSign> signs, Dictionary<string, RuleInfo> bySlug, IEnumerable<RuleInfo> consequences)
    {
        var text = new StringBuilder(Notice)
            .Append($"# {info.Code} {Escape(info.Title)}\n\n")
            .Append($"Defect `{info.Slug}`, layer {Names.Of(info.Code.Layer)}.\n\n")
            .Append(Escape(info.Why)).Append('\n');
        AppendLinks(text, "Explained by", "When one of these is found too, this is its consequence.", info.DependsOn.Select(slug => (slug, bySlug.GetValueOrDefault(slug))));
        AppendLinks(text, "Explains", "Findings of these are shown under this one.", consequences.Select(other => (other.Slug, (RuleInfo?)other)));
        var samples = signs.SelectMany(sign => sign.Samples).Distinct(StringComparer.Ordinal).ToList();
        if (samples.Count > 0)
        {
            text.Append("\n## Seen in logs as\n\n```text\n").Append(string.Join('\n', samples.Select(Plain))).Append("\n```\n");
        }
        if (info.Reference.Length > 0)
        {
            text.Append("\n## Source\n\n").Append(Escape(info.Reference)).Append('\n');
        }
        return text.ToString();
    }

    private static void AppendLinks(StringBuilder text, string heading, string remark, IEnumerable<(string Slug, RuleInfo? Info)> rules)
    {
        var lines = rules.DistinctBy(rule => rule.Slug, StringComparer.Ordinal)
            .OrderBy(rule => rule.Info?.Code)
            .Select(rule => rule.Info is null ? $"- `{rule.Slug}`\n" : $"- [{rule.Info.Code}]({NameOf(rule.Info)}) {Escape(rule.Info.Title)}\n")
            .ToList();
        if (lines.Count > 0)
        {
            text.Append("\n## ").Append(heading).Append("\n\n").Append(remark).Append("\n\n").Append(string.Concat(lines));
        }
    }

    private static string Plain(string sample) => string.Join('\n', sample.Split('\n').Select(line => line.Replace("\t", "    ", StringComparison.Ordinal).TrimEnd()));

    private static string Escape(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
}
