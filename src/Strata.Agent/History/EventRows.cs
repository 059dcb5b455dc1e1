using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Strata.Layers.Bus;
using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>Turns events into rows and back.</summary>
internal static class EventRows
{
    public const string Columns = "id, at, boot, kind, text, gpu, xid, sequence, trusted, rule, subject";

    private static readonly FrozenDictionary<string, HostEventKind> Kinds =
        Enum.GetValues<HostEventKind>().ToFrozenDictionary(EventJson.Word, kind => kind, StringComparer.Ordinal);

    /// <summary>The event of a row; null for a kind that this version does not know.</summary>
    public static HostEvent? Read(SqliteDataReader row) => !Kinds.TryGetValue(row.GetString(3), out var kind) ? null :
        new HostEvent(DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2), kind, row.GetString(4))
        {
            Id = row.GetInt64(0),
            Gpu = row.IsDBNull(5) ? null : PciAddress.Parse(row.GetString(5)),
            Xid = row.IsDBNull(6) ? null : row.GetInt32(6),
            Sequence = row.IsDBNull(7) ? null : row.GetInt64(7),
            IsTrusted = row.GetInt64(8) != 0,
            Rule = row.IsDBNull(9) ? null : row.GetString(9),
            Subject = row.IsDBNull(10) ? null : row.GetString(10),
        };

    /// <summary>The events that a command selects, in the order of its rows.</summary>
    public static ImmutableArray<HostEvent> Select(SqliteConnection connection, string rest, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this assembly; what comes from outside is a parameter.
        command.CommandText = $"SELECT {Columns} FROM events {rest}";
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }
        var events = ImmutableArray.CreateBuilder<HostEvent>();
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (Read(rows) is { } told)
            {
                events.Add(told);
            }
        }
        return events.ToImmutable();
    }

    /// <summary>Gives a command its parameters for an event.</summary>
    public static void Bind(SqliteCommand command, HostEvent told)
    {
        command.Parameters.Clear();
        command.Parameters.AddWithValue("$id", told.Id);
        command.Parameters.AddWithValue("$at", told.At.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$boot", told.Boot);
        command.Parameters.AddWithValue("$kind", EventJson.Word(told.Kind));
        command.Parameters.AddWithValue("$text", told.Text);
        command.Parameters.AddWithValue("$gpu", (object?)told.Gpu?.ToString() ?? DBNull.Value);
        command.Parameters.AddWithValue("$xid", (object?)told.Xid ?? DBNull.Value);
        command.Parameters.AddWithValue("$sequence", (object?)told.Sequence ?? DBNull.Value);
        command.Parameters.AddWithValue("$trusted", told.IsTrusted ? 1 : 0);
        command.Parameters.AddWithValue("$rule", (object?)told.Rule ?? DBNull.Value);
        command.Parameters.AddWithValue("$subject", (object?)told.Subject ?? DBNull.Value);
    }
}
