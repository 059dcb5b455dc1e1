namespace Strata.Dev;

/// <summary>Finds the checkout that a development tool works on.</summary>
public static class RepositoryRoot
{
    /// <summary>The nearest directory above the current one, or above the tool, that holds the solution.</summary>
    public static string Find() =>
        Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory)
        ?? throw new InvalidOperationException("no Strata.slnx above the current directory");

    private static string? Above(string? directory)
    {
        while (directory is not null && !File.Exists(Path.Combine(directory, "Strata.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }
        return directory;
    }
}
