using System.Collections.Immutable;

namespace Strata.Agent.Page;

/// <summary>The files that the page uses.</summary>
internal static class Assets
{
    public static Asset Style { get; } = Asset.Of("page.css", "text/css; charset=utf-8");

    public static Asset Script { get; } = Asset.Of("page.js", "text/javascript; charset=utf-8");

    public static Asset Icon { get; } = Asset.Of("icon.svg", "image/svg+xml");

    public static ImmutableArray<Asset> All { get; } = [Style, Script, Icon];
}
