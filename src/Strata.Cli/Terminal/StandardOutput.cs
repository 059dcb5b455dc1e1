using System.Text;
using Strata.Linux;

namespace Strata.Cli.Terminal;

/// <summary>Writes the product: UTF-8 whatever the locale says. A reader that went away is not an error.</summary>
internal static class StandardOutput
{
    public static void Write(string text) => StandardStreams.WriteOutput(Encoding.UTF8.GetBytes(text));
}
