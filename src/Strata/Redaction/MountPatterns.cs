using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Servers and users in tables of mounts: <c>nas:/export /mnt nfs4 rw</c>, <c>//nas/share /mnt cifs rw,username=joe</c>.</summary>
internal static partial class MountPatterns
{
    /// <summary>Replaces the names in a line.</summary>
    public static string Remove(string line, Placeholders names)
    {
        line = MountInfo().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Host, match.Groups["host"].Value));
        if (!Network().IsMatch(line))
        {
            return line;
        }
        line = Server().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Host, match.Groups["host"].Value));
        return Account().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.User, match.Groups["value"].Value));
    }

    [GeneratedRegex(@"\s/\S*\s+(?:type\s+)?(?:nfs4?|cifs|smb3|smbfs|ceph|glusterfs|fuse\.glusterfs|fuse\.sshfs|lustre|beegfs)\s", RegexOptions.CultureInvariant)]
    private static partial Regex Network();

    [GeneratedRegex(@"(?<before>^\s*(?://|(?:[\w.-]{1,64}@)?))(?<host>(?!host-\d)(?=[\w.-]{0,253}[A-Za-z])[\w.-]{1,253})(?=:|/)", RegexOptions.CultureInvariant)]
    private static partial Regex Server();

    // The table of mounts of one process: "36 35 0:31 / /mnt rw - nfs4 nas:/export rw,addr=...".
    [GeneratedRegex(@"(?<before> - (?:nfs4?|cifs|smb3|smbfs|ceph|glusterfs|fuse\.glusterfs|fuse\.sshfs|lustre|beegfs) (?://)?(?:[\w.-]{1,64}@)?)(?<host>(?!host-\d)(?=[\w.-]{0,253}[A-Za-z])[\w.-]{1,253})(?=:|/)", RegexOptions.CultureInvariant)]
    private static partial Regex MountInfo();

    [GeneratedRegex(@"(?<before>\b(?:user(?:name)?|domain)=)(?<value>(?!user-\d)[^\s,]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Account();
}
