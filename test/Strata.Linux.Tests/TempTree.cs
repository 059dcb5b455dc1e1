using System.Runtime.InteropServices;

namespace Strata.Linux.Tests;

/// <summary>A directory tree made for one test.</summary>
internal sealed partial class TempTree : IDisposable
{
    public TempTree() => Root = Directory.CreateTempSubdirectory("strata-test-").FullName;

    public string Root { get; }

    public string At(string path) => Root + (path.StartsWith('/') ? path : "/" + path);

    public TempTree File(string path, string content) => File(path, System.Text.Encoding.UTF8.GetBytes(content));

    public TempTree File(string path, byte[] content)
    {
        Parent(path);
        System.IO.File.WriteAllBytes(At(path), content);
        return this;
    }

    public TempTree Link(string path, string target)
    {
        Parent(path);
        System.IO.File.CreateSymbolicLink(At(path), target);
        return this;
    }

    public TempTree Folder(string path)
    {
        Directory.CreateDirectory(At(path));
        return this;
    }

    public TempTree Fifo(string path)
    {
        Parent(path);
        Assert.Equal(0, MakeFifo(At(path), 0x1a4));
        return this;
    }

    public string Script(string path, string body)
    {
        File(path, "#!/bin/sh\n" + body + "\n");
        System.IO.File.SetUnixFileMode(At(path), (UnixFileMode)0x1ed);
        return At(path);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Parent(string path) => Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
