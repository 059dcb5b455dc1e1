using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Strata.Agent.Configuration;

/// <summary>How connections are encrypted, read once and used for each of them.</summary>
internal sealed record TlsSettings
{
    /// <summary>The certificate with those that lead from it to its authority.</summary>
    public required SslStreamCertificateContext Certificate { get; init; }

    /// <summary>Versions of the protocol that are spoken.</summary>
    public required SslProtocols Versions { get; init; }

    /// <summary>What is asked of clients.</summary>
    public required ClientCertificatePolicy Clients { get; init; }

    /// <summary>Ciphers that are offered; empty for those of the system.</summary>
    public ImmutableArray<TlsCipherSuite> Ciphers { get; init; } = [];

    /// <summary>Names that the certificate proves to be of this host.</summary>
    public IReadOnlySet<string> Names { get; init; } = FrozenSet<string>.Empty;

    /// <summary>True when the file wishes for certain curves.</summary>
    public bool HasCurves { get; init; }

    /// <summary>The settings of one connection.</summary>
    /// <param name="http2">True when HTTP/2 is offered.</param>
    public SslServerAuthenticationOptions ToOptions(bool http2)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Certificate,
            EnabledSslProtocols = Versions,
            AllowRenegotiation = false,
            // A session that is taken up again would not show its certificate to a list that changed meanwhile.
            AllowTlsResume = !Clients.IsAsked,
            ApplicationProtocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
        };
        if (!Ciphers.IsEmpty && OperatingSystem.IsLinux())
        {
            options.CipherSuitesPolicy = new CipherSuitesPolicy(Ciphers);
        }
        Clients.Apply(options);
        return options;
    }
}
