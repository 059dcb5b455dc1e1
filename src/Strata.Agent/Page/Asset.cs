using System.Reflection;
using System.Security.Cryptography;

namespace Strata.Agent.Page;

/// <summary>A file of the page, in the program itself. Its link changes with its content, so that it can be kept for ever.</summary>
internal sealed class Asset
{
    private Asset(string name, string type)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException(name);
        Content = new byte[stream.Length];
        stream.ReadExactly(Content);
        (Path, Type) = ("/" + name, type);
        Link = $"{Path}?{Convert.ToHexStringLower(SHA256.HashData(Content))[..12]}";
    }

    public string Path { get; }

    public string Link { get; }

    public string Type { get; }

    public byte[] Content { get; }

    public static Asset Of(string name, string type) => new(name, type);
}
