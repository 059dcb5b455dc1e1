namespace Strata.Cli;

/// <summary>Name and version of this program.</summary>
internal static class Product
{
    public static string Version { get; } = typeof(Product).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
