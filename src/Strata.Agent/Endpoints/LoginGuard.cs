using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Strata.Agent.Configuration;

namespace Strata.Agent.Endpoints;

/// <summary>Lets through only who the web configuration knows (source: RFC 7617).</summary>
internal sealed class LoginGuard(LoginBook book)
{
    private const string Scheme = "Basic ";

    /// <summary>Null when the request may go on; otherwise how it is refused.</summary>
    public async Task<(HttpStatusCode Status, string Why)?> RefusalAsync(HttpContext context, WebConfig config)
    {
        if (config.Users.IsEmpty)
        {
            return null;
        }
        var isGood = Parse(context.Request.Headers.Authorization.ToString()) is not var (user, password)
            ? false
            : await book.IsGoodAsync(config.Users, user, password, context.RequestAborted).ConfigureAwait(false);
        switch (isGood)
        {
            case true:
                return null;
            case false:
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"strata\", charset=\"UTF-8\"";
                return (HttpStatusCode.Unauthorized, "a name and a password are needed");
            default:
                context.Response.Headers.RetryAfter = "1";
                return (HttpStatusCode.ServiceUnavailable, "too many passwords are being checked");
        }
    }

    private static (string User, string Password)? Parse(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var packed = header.AsSpan(Scheme.Length).Trim();
        var bytes = new byte[packed.Length];
        if (!Convert.TryFromBase64Chars(packed, bytes, out var length))
        {
            return null;
        }
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : null;
    }
}
