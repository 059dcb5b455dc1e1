using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Servers and users in tables of mounts: <c>nas:/export /mnt nfs4 rw</c>, <c>//nas/share /mnt cifs rw,username=joe</c>.</summary>
internal static partial class MountPatterns
{
    /// <summary>Replaces the names in a line.</summary>
    public static string Remove(string line, Placeholders names)
    {
        if (!Network().IsMatch(line))
        {
            return line;
        }
        line = Server().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Host, match.Groups["host"].Value));
        return Account().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.User, match.Groups["value"].Value));
    }

    [GeneratedRegex(@"\s/\S*\s+(?:type\s+)?(?:nfs4?|cifs|smb3|smbfs|ceph|glusterfs|fuse\.glusterfs|fuse\.sshfs|lustre|beegfs)\s", RegexOptions.CultureInvariant)]
    private static partial Regex Network();

    [GeneratedRegex(@"(?<before>^\s*(?://|(?:[\w.-]+@)?))(?<host>(?!host-\d)[\w.-]*[A-Za-z][\w.-]*)(?=:|/)", RegexOptions.CultureInvariant)]
    private static partial Regex Server();

    [GeneratedRegex(@"(?<before>\b(?:user(?:name)?|domain)=)(?<value>(?!user-\d)[^\s,]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Account();
}
