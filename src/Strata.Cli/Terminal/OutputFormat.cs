namespace Strata.Cli.Terminal;

/// <summary>Forms in which a product is printed.</summary>
internal static class OutputFormat
{
    public const string Text = "text";
    public const string Json = "json";
    public const string Markdown = "markdown";
    public const string Html = "html";
    public const string Sarif = "sarif";
    public const string Junit = "junit";
    public const string Nagios = "nagios";

    /// <summary>Forms of a report.</summary>
    public static string[] OfReport { get; } = [Text, Json, Markdown, Html, Sarif, Junit, Nagios];

    /// <summary>Forms of a page of the catalogues.</summary>
    public static string[] OfPage { get; } = [Text, Json, Markdown, Html];
}
