using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Strata.Linux;
using Strata.Linux.Files;
using Strata.Linux.Yaml;

namespace Strata.Agent.Configuration;

/// <summary>
/// The web configuration in force. The file and all that it names are read again at most once a second, when somebody asks;
/// one that became bad is said once, and the last good one stays in force.
/// </summary>
public sealed partial class WebConfigFile : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string? _path;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly FileTree _tree = new("/");
    private readonly Lock _lock = new();
    private Dictionary<string, ReadOnlyMemory<byte>> _files = [];
    private string _lastError = "";
    private long _checkedAt;
    private WebConfig _current;

    /// <summary>Reads it for the first time.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="clock">Time.</param>
    /// <param name="log">Told of changes.</param>
    /// <exception cref="InputException">It is bad.</exception>
    internal WebConfigFile(string? path, TimeProvider clock, ILogger log)
    {
        (_path, _clock, _log) = (path, clock, log);
        _checkedAt = clock.GetTimestamp();
        _current = path is null ? WebConfig.None : Read(path);
        Tell(_current);
    }

    /// <summary>The last good one.</summary>
    internal WebConfig Current
    {
        get
        {
            lock (_lock)
            {
                if (_clock.GetElapsedTime(_checkedAt) >= Pause)
                {
                    _checkedAt = _clock.GetTimestamp();
                    Renew();
                }
                return _current;
            }
        }
    }

    /// <summary>Reads a file to know whether it is good, and whether it encrypts connections.</summary>
    /// <exception cref="InputException">It is bad.</exception>
    public static bool IsEncrypted(string path)
    {
        using var tree = new FileTree("/");
        return WebConfigReader.Read(path, ConfigurationFile.Bytes(tree, path).Span, file => ConfigurationFile.Bytes(tree, file)).Tls is not null;
    }

    internal static WebConfigFile Of(AgentOptions options, IServiceProvider services) =>
        new(options.WebConfig, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<WebConfigFile>>());

    /// <inheritdoc/>
    public void Dispose() => _tree.Dispose();

    private void Renew()
    {
        try
        {
            if (_path is { } path && HasChanged())
            {
                var next = Read(path);
                if ((next.Tls is null) != (_current.Tls is null))
                {
                    // Whether a connection is encrypted is decided where the address is taken.
                    throw new InputException($"{path}: turns encryption {(next.Tls is null ? "off" : "on")}, which needs a new start");
                }
                (_current, _lastError) = (next, "");
                Renewed(path);
                Tell(next);
            }
        }
        catch (InputException error)
        {
            if (error.Message != _lastError)
            {
                _lastError = error.Message;
                IsBad(error.Message);
            }
        }
    }

    private bool HasChanged() => _lastError.Length > 0 || _files.Any(file => !ConfigurationFile.Bytes(_tree, file.Key).Span.SequenceEqual(file.Value.Span));

    private WebConfig Read(string path)
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal);
        ReadOnlyMemory<byte> Open(string file) => files[file] = ConfigurationFile.Bytes(_tree, file);
        var config = WebConfigReader.Read(path, Open(path).Span, Open);
        _files = files;
        return config;
    }

    private void Tell(WebConfig config)
    {
        foreach (var line in config.NotDone)
        {
            NotDone(_path ?? "", line);
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "{Path} changed and is in force")]
    private partial void Renewed(string path);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "{Why}; what was read before stays in force")]
    private partial void IsBad(string why);

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "{Path}: {What}")]
    private partial void NotDone(string path, string what);
}
