namespace Strata.Agent.Tests.History;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("strata-history-").FullName;

    public string Store => System.IO.Path.Combine(Path, "events.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
