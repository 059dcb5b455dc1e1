using System.Text;
using Strata.Linux;

namespace Strata.Cli.Terminal;

/// <summary>Writes talk.</summary>
internal static class StandardError
{
    public static void WriteLine(string text) => Write(text + "\n");

    public static void Write(string text)
    {
        try
        {
            StandardStreams.WriteError(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // There is nobody left to be told.
        }
    }
}
