using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Strata.Linux;
using Strata.Linux.Journal;
using Strata.Rendering;

namespace Strata.Agent.Logging;

/// <summary>
/// One entry per message: MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, STRATA_EVENT, and every named value of the message as a
/// field, so that <c>journalctl XID=79</c> finds it.
/// </summary>
internal sealed class JournalLogger(JournalSender journal) : ILogger
{
    private const string Template = "{OriginalFormat}";

    // Values whose names other tools use as well; all others get a name of strata's own.
    private static readonly HashSet<string> SharedNames = new(StringComparer.Ordinal) { "XID", "GPU_UUID" };

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        List<KeyValuePair<string, string>> fields =
        [
            new("MESSAGE", PlainText.CleanProse(exception is null ? message : $"{message}: {exception.Message}")),
            new("PRIORITY", PriorityOf(logLevel)),
            new("SYSLOG_IDENTIFIER", "strata"),
            new("STRATA_EVENT", eventId.Name ?? eventId.Id.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (var (name, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
        {
            if (name != Template && value is not null)
            {
                fields.Add(new(FieldOf(name), PlainText.CleanProse(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")));
            }
        }
        if (!journal.Send(fields))
        {
            StandardStreams.WriteError(Encoding.UTF8.GetBytes(fields[0].Value + "\n"));
        }
    }

    private static string FieldOf(string name)
    {
        var field = JsonNamingPolicy.SnakeCaseUpper.ConvertName(name);
        return SharedNames.Contains(field) ? field : "STRATA_" + field;
    }

    // Source: syslog(3).
    private static string PriorityOf(LogLevel level) => level switch
    {
        LogLevel.Critical => "2",
        LogLevel.Error => "3",
        LogLevel.Warning => "4",
        LogLevel.Information => "6",
        _ => "7",
    };
}
