using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Strata.Linux.Passwords;

namespace Strata.Agent.Endpoints;

/// <summary>
/// Checks passwords. A hash is slow by intent, so one is computed at a time and few may wait; what was found is remembered
/// under a key that nobody else can compute. A name that is not known costs as much as one that is.
/// </summary>
internal sealed class LoginBook : IDisposable
{
    private const int MostWaiting = 8;
    private const int MostRemembered = 256;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, bool> _good = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _bad = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _waiting;

    /// <summary>True for a good password, false for a bad one, null when too many are being checked.</summary>
    public async Task<bool?> IsGoodAsync(ImmutableDictionary<string, string> users, string user, string password, CancellationToken cancel)
    {
        var isKnown = users.TryGetValue(user, out var hash);
        hash ??= Bcrypt.Nobodys(users.Values.Max(Bcrypt.CostOf) ?? 10);
        var key = KeyOf(user, hash, password);
        if (_good.ContainsKey(key))
        {
            return true;
        }
        if (_bad.ContainsKey(key))
        {
            return false;
        }
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }
        try
        {
            await _turn.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                var isGood = await Task.Run(() => Bcrypt.IsMatch(password, hash), cancel).ConfigureAwait(false) && isKnown;
                Remember(isGood ? _good : _bad, key);
                return isGood;
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static void Remember(ConcurrentDictionary<string, bool> known, string key)
    {
        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }
        known[key] = true;
    }

    private string KeyOf(string user, string hash, string password) =>
        Convert.ToHexString(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{user.Length}:{user}{hash.Length}:{hash}{password}")));
}
