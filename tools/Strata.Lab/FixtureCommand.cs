namespace Strata.Lab;

/// <summary>Writes the tree of a host with eight GPUs, as big as that of a real one, to measure against.</summary>
public static class FixtureCommand
{
    /// <summary>Writes the tree into a directory that is empty or not there.</summary>
    public static int Run(string directory)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            Console.Error.WriteLine($"fixture: {directory} is not empty");
            return 64;
        }
        var tree = new FixtureTree(directory);
        FixtureHost.WriteSystem(tree);
        FixtureHost.WriteKernels(tree);
        FixtureHost.WriteDriver(tree);
        FixtureBus.Write(tree);
        Console.WriteLine($"fixture: {tree.Count} files under {directory}");
        return 0;
    }
}
