using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Strata.Linux.Passwords;

/// <summary>
/// Compares passwords with bcrypt hashes through the system's libcrypt (source: crypt(3), crypt(5)). .NET has no bcrypt, and a
/// cipher of its own is the last thing that a program should have.
/// </summary>
public static unsafe partial class Bcrypt
{
    // struct crypt_data is 32 KiB in libxcrypt, 128 KiB in glibc before 2.38, and 260 bytes in musl.
    private const nuint WorkBytes = 160 * 1024;
    private const int HashLength = 60;

    private static readonly Lazy<nint> Function = new(Find);

    /// <summary>True when the system has it.</summary>
    public static bool IsThere { get; } = IsMatchNow("strata", "$2y$04$" + Salt) is not null;

    private const string Salt = "abcdefghijklmnopqrstuu";

    /// <summary>The cost of a hash, a power of two; null for what is no bcrypt hash.</summary>
    public static int? CostOf(string hash) => Form().Match(hash) is { Success: true } match && int.Parse(match.Groups["cost"].ValueSpan) is >= 4 and <= 31 and var cost ? cost : null;

    /// <summary>A hash of a cost that no password fits.</summary>
    public static string Nobodys(int cost) => $"$2y${cost:00}${Salt}" + new string('.', HashLength - 29);

    /// <summary>True when a password fits a hash. It takes as long for one that does not.</summary>
    public static bool IsMatch(string password, string hash) => IsMatchNow(password, hash) ?? false;

    // Null when the system has no bcrypt. Its strings end at NUL, so a password that holds one would fit by its head alone.
    private static bool? IsMatchNow(string password, string hash)
    {
        if (Function.Value == 0)
        {
            return null;
        }
        var phrase = Encoding.UTF8.GetBytes(password + '\0');
        var setting = Encoding.ASCII.GetBytes(hash + '\0');
        var work = NativeMemory.AllocZeroed(WorkBytes);
        try
        {
            fixed (byte* first = phrase, second = setting)
            {
                var made = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(((delegate* unmanaged<byte*, byte*, void*, byte*>)Function.Value)(first, second, work));
                return made.Length == HashLength ? !password.Contains('\0', StringComparison.Ordinal) && CryptographicOperations.FixedTimeEquals(made, setting.AsSpan(..^1)) : null;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(phrase);
            CryptographicOperations.ZeroMemory(new Span<byte>(work, (int)WorkBytes));
            NativeMemory.Free(work);
        }
    }

    private static nint Find()
    {
        foreach (var name in (ReadOnlySpan<string>)["libcrypt.so.1", "libcrypt.so.2"])
        {
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "crypt_r", out var function))
            {
                return function;
            }
        }
        return NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "crypt_r", out var own) ? own : 0;
    }

    [GeneratedRegex(@"^\$2[abxy]\$(?<cost>[0-3][0-9])\$[./A-Za-z0-9]{53}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
