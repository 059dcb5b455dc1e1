using System.Collections.Immutable;
using Strata.Agent.Endpoints;
using Xunit;

namespace Strata.Agent.Tests.Endpoints;

public sealed class LoginBookTests
{
    // Source: the test vectors of Openwall's crypt_blowfish.
    private static readonly ImmutableDictionary<string, string> Users = ImmutableDictionary<string, string>.Empty.Add("alice", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");

    [Fact]
    public async Task Only_the_right_password_of_a_known_name_is_good_however_often()
    {
        using var book = new LoginBook();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await book.IsGoodAsync(Users, "alice", "U*U", default));
            Assert.False(await book.IsGoodAsync(Users, "alice", "wrong", default));
            Assert.False(await book.IsGoodAsync(Users, "bob", "U*U", default));
        }
    }

    [Fact]
    public async Task A_password_is_forgotten_with_its_hash()
    {
        using var book = new LoginBook();
        Assert.True(await book.IsGoodAsync(Users, "alice", "U*U", default));
        Assert.False(await book.IsGoodAsync(Users.SetItem("alice", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"), "alice", "U*U", default));
    }

    [Fact]
    public async Task Of_many_wrong_passwords_at_once_most_are_sent_away_and_a_known_one_passes()
    {
        using var book = new LoginBook();
        var slow = Users.Add("slow", "$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG");
        Assert.True(await book.IsGoodAsync(slow, "alice", "U*U", default));
        var wrong = Enumerable.Range(0, 200).Select(index => book.IsGoodAsync(slow, "slow", "wrong" + index, default)).ToList();
        Assert.True(await book.IsGoodAsync(slow, "alice", "U*U", default));
        var answers = await Task.WhenAll(wrong);
        Assert.Contains(answers, answer => answer is null);
        Assert.Contains(answers, answer => answer == false);
        Assert.DoesNotContain(answers, answer => answer == true);
        Assert.False(await book.IsGoodAsync(slow, "slow", "wrong0", default));
    }
}
