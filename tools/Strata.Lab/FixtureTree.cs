using System.Text;

namespace Strata.Lab;

/// <summary>A directory that stands for the root of a machine.</summary>
/// <param name="root">Where it lies.</param>
public sealed class FixtureTree(string root)
{
    /// <summary>Number of files and links written.</summary>
    public int Count { get; private set; }

    /// <summary>Writes a text file; a line end is added.</summary>
    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Writes a file.</summary>
    public void Write(string path, byte[] content)
    {
        File.WriteAllBytes(Prepare(path), content);
    }

    /// <summary>Writes a symbolic link.</summary>
    public void Link(string path, string target) => File.CreateSymbolicLink(Prepare(path), target);

    /// <summary>Makes a directory.</summary>
    public void Folder(string path) => Directory.CreateDirectory(Path.Combine(root, path.TrimStart('/')));

    private string Prepare(string path)
    {
        Count++;
        var full = Path.Combine(root, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }
}
