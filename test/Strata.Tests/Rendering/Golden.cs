using System.Runtime.CompilerServices;
using Xunit;

namespace Strata.Tests.Rendering;

/// <summary>Compares a text with an approved file beside the test. STRATA_APPROVE=1 writes the file instead.</summary>
internal static class Golden
{
    public static void Check(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Approved", name);
        if (Environment.GetEnvironmentVariable("STRATA_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.True(File.Exists(path), $"{name} is not approved yet");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
