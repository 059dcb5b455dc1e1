using System.Runtime.InteropServices;
using SQLitePCL;

namespace Strata.Agent.History;

/// <summary>
/// The SQLite that keeps the history: the system's where there is one, because its distribution keeps it up to date, else the
/// one that was built with strata.
/// </summary>
internal static class SqliteEngine
{
    private const string OfSystem = "libsqlite3.so.0";
    private const string Bundled = "e_sqlite3";

    private static readonly Lazy<string?> Loaded = new(Load);

    /// <summary>Its version; null when there is none on this machine.</summary>
    public static string? Version => Loaded.Value;

    private static string? Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) =>
                name == Bundled && NativeLibrary.TryLoad(OfSystem, out var system) ? system : nint.Zero);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            return raw.sqlite3_libversion().utf8_to_string();
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            return null;
        }
    }
}
