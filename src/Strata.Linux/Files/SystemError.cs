using System.Runtime.InteropServices;

namespace Strata.Linux.Files;

/// <summary>Says in plain words what an error number of the kernel means.</summary>
internal static class SystemError
{
    public static string Text(int error) => error switch
    {
        Libc.AccessDenied or Libc.PermissionNotGiven => Libc.EffectiveUser() == 0 ? "permission denied" : "permission denied; run as root",
        Libc.NoSuchEntry => "does not exist",
        Libc.NotADirectory => "is not a directory",
        Libc.TooManyLinks => "symbolic links lead in a circle",
        Libc.InputOutput => "input/output error",
        Libc.NameTooLong => "the path is too long",
        Libc.InvalidArgument => "invalid argument",
        _ => Lower(Marshal.GetPInvokeErrorMessage(error)),
    };

    private static string Lower(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
