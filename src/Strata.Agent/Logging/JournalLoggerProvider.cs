using Microsoft.Extensions.Logging;
using Strata.Linux.Journal;

namespace Strata.Agent.Logging;

/// <summary>Writes to the system's journal, with fields.</summary>
internal sealed class JournalLoggerProvider(JournalSender journal) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new JournalLogger(journal);

    public void Dispose() => journal.Dispose();
}
