using Strata.Machine;

namespace Strata.Linux.Files;

/// <summary>Names of users and groups of a tree, from its own account files (source: passwd(5), group(5)).</summary>
internal sealed class AccountNames
{
    private readonly Dictionary<string, string> _users;
    private readonly Dictionary<string, string> _groups;

    private AccountNames(Dictionary<string, string> users, Dictionary<string, string> groups)
    {
        _users = users;
        _groups = groups;
    }

    public static AccountNames Of(FileTree tree) =>
        new(Parse(tree.Read("/etc/passwd")), Parse(tree.Read("/etc/group")));

    /// <summary>The status with names in place of the numbers that have one.</summary>
    public FileStatus Name(FileStatus status) => status with
    {
        Owner = _users.GetValueOrDefault(status.Owner, status.Owner),
        Group = _groups.GetValueOrDefault(status.Group, status.Group),
    };

    /// <summary>The name of a user; null where the file has none.</summary>
    public string? User(long number) => _users.GetValueOrDefault(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static Dictionary<string, string> Parse(Reading<TextDocument> file)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["0"] = "root" };
        if (file.TryGet(out var text))
        {
            foreach (var line in text.Lines)
            {
                var fields = line.Split(':');
                if (fields.Length >= 3)
                {
                    names.TryAdd(fields[2], fields[0]);
                }
            }
        }
        return names;
    }
}
