namespace Strata.Machine;

/// <summary>What kind of file a path is.</summary>
public enum FileKind
{
    /// <summary>Regular file.</summary>
    Regular,

    /// <summary>Directory.</summary>
    Directory,

    /// <summary>Character device.</summary>
    CharacterDevice,

    /// <summary>Block device.</summary>
    BlockDevice,

    /// <summary>Named pipe.</summary>
    Fifo,

    /// <summary>Unix socket.</summary>
    Socket,

    /// <summary>Symbolic link.</summary>
    Link,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Kind, permissions and owner of a file.</summary>
/// <param name="Kind">Kind of the file.</param>
/// <param name="Mode">Permission bits, octal as in chmod.</param>
/// <param name="Owner">User name or number.</param>
/// <param name="Group">Group name or number.</param>
/// <param name="Major">Major device number of a device node.</param>
/// <param name="Minor">Minor device number of a device node.</param>
public sealed record FileStatus(FileKind Kind, int Mode, string Owner, string Group, int? Major = null, int? Minor = null);
