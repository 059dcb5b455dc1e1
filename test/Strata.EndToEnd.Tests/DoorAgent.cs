using System.Globalization;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>An agent on the lab's library with a local socket, for the tests of one class.</summary>
public sealed class DoorAgent : IAsyncLifetime
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly FakeLibrary _library = new("gpu 0 H100", "gpu 1 T4");
    private RunningAgent? _agent;

    internal HttpClient Client => _client;

    internal RunningAgent Agent => _agent!;

    internal string Library => _library.Path;

    internal DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("strata-");

    internal string Socket => Path.Combine(Folder.FullName, "strata.sock");

    internal string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Agent.Address.Port}");

    public async Task InitializeAsync()
    {
        _agent = new RunningAgent($"--library \"{_library.Path}\" --metrics strata,dcgm --socket {Socket}");
        await Answers();
    }

    internal Task<string> Answers() => Agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));

    public Task DisposeAsync()
    {
        _agent?.Dispose();
        _library.Dispose();
        _client.Dispose();
        Folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
