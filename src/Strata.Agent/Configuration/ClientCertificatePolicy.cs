using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Strata.Agent.Configuration;

/// <summary>What is asked of the certificate of a client (source: ClientAuthType of Go's crypto/tls, which the file names).</summary>
/// <param name="IsAsked">True when the client is asked for one.</param>
/// <param name="IsNeeded">True when a client without one is refused.</param>
/// <param name="IsVerified">True when one must come from an authority.</param>
internal sealed record ClientCertificatePolicy(bool IsAsked, bool IsNeeded, bool IsVerified)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    /// <summary>The authorities; empty for those of the system.</summary>
    public ImmutableArray<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>Names of which the certificate must have one; default for any.</summary>
    public ImmutableArray<string> Names { get; init; }

    /// <summary>The policy of a name; null for a name that is not known.</summary>
    public static ClientCertificatePolicy? Of(string name) => name switch
    {
        "" or "NoClientCert" => new(false, false, false),
        "RequestClientCert" => new(true, false, false),
        "RequireAnyClientCert" or "RequireClientCert" => new(true, true, false),
        "VerifyClientCertIfGiven" => new(true, false, true),
        "RequireAndVerifyClientCert" => new(true, true, true),
        _ => null,
    };

    /// <summary>Puts the policy into the settings of a connection.</summary>
    public void Apply(SslServerAuthenticationOptions options)
    {
        if (!IsAsked)
        {
            return;
        }
        options.ClientCertificateRequired = true;
        options.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsGood(certificate as X509Certificate2, errors);
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            // A certificate must not make this host ask others for more.
            DisableCertificateDownloads = true,
            TrustMode = Authorities.IsEmpty ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
            ApplicationPolicy = { new Oid(ForClients) },
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(Authorities.ToArray());
    }

    private bool IsGood(X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return !IsNeeded;
        }
        return (!IsVerified || !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            && (Names.IsDefault || SubjectNames.Of(certificate).Any(name => Names.Contains(name, StringComparer.Ordinal)));
    }
}
