using System.Net.Sockets;
using Strata.Linux.Sockets;

namespace Strata.Linux.Tests.Sockets;

public sealed class LocalSocketTests
{
    [Fact]
    public void A_path_has_one_owner_until_it_lets_go()
    {
        using var tree = new TempTree();
        var path = tree.At("run/s.sock");
        using (LocalSocket.Take(path))
        {
            Assert.Throws<SocketOwnedException>(() => LocalSocket.Take(path));
        }
        LocalSocket.Take(path).Dispose();
    }

    [Fact]
    public void The_file_of_a_dead_owner_is_replaced_and_open_to_owner_and_group_only()
    {
        using var tree = new TempTree();
        var path = tree.At("s.sock");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(tree.At("other")));
            File.Move(tree.At("other"), path);
        }
        using var owner = LocalSocket.Take(path);
        using var socket = owner.Bind();
        Assert.Equal((UnixFileMode)0x1b0, File.GetUnixFileMode(path));
        socket.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        using var accepted = socket.Accept();
        var peer = PeerCredentials.Of(accepted)!;
        Assert.Equal((Environment.ProcessId, true), (peer.Process, peer.MayChange));
    }

    [Fact]
    public void A_socket_on_which_somebody_listens_without_the_lock_is_owned_too()
    {
        using var tree = new TempTree();
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(tree.At("s.sock")));
        other.Listen();
        Assert.Throws<SocketOwnedException>(() => LocalSocket.Take(tree.At("s.sock")));
    }

    [Fact]
    public void What_is_not_a_socket_is_never_removed()
    {
        using var tree = new TempTree();
        tree.File("file", "").Folder("folder").Link("link", "file");
        foreach (var name in (string[])["file", "folder", "link"])
        {
            using var owner = LocalSocket.Take(tree.At(name));
            Assert.Contains("not a socket", Assert.Throws<IOException>(() => owner.Bind()).Message, StringComparison.Ordinal);
            Assert.True(Path.Exists(tree.At(name)));
        }
    }

    [Fact]
    public void A_path_that_no_socket_can_have_is_told() =>
        Assert.Contains("107", Assert.Throws<IOException>(() => LocalSocket.Take("/tmp/" + new string('x', 200))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_socket_of_a_network_has_no_peer()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Null(PeerCredentials.Of(socket));
    }
}
