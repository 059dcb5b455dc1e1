using System.Text;

namespace Strata.Cli.Terminal;

/// <summary>Writes the product: UTF-8 whatever the locale says. A reader that went away is not an error.</summary>
internal static class StandardOutput
{
    public static void Write(string text)
    {
        using var stream = Console.OpenStandardOutput();
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
    }
}
