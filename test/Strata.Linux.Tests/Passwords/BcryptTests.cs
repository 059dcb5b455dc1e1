using Strata.Linux.Passwords;

namespace Strata.Linux.Tests.Passwords;

public sealed class BcryptTests
{
    // Source: the test vectors of Openwall's crypt_blowfish, which is in the public domain.
    [Theory]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", true)]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", true)]
    [InlineData("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", true)]
    [InlineData("U*V", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", false)]
    [InlineData("U*U\0more", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", false)]
    public void A_password_fits_its_own_hash_only(string password, string hash, bool fits)
    {
        Assert.True(Bcrypt.IsThere, "the libcrypt of this machine has no bcrypt");
        Assert.Equal(fits, Bcrypt.IsMatch(password, hash));
    }

    [Theory]
    [InlineData("$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG", 10)]
    [InlineData("$2y$03$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG", null)]
    [InlineData("$2y$32$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG", null)]
    [InlineData("$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7z", null)]
    [InlineData("$1$10$abc", null)]
    [InlineData("password", null)]
    [InlineData("", null)]
    public void Only_a_bcrypt_hash_has_a_cost(string hash, int? cost) => Assert.Equal(cost, Bcrypt.CostOf(hash));

    [Fact]
    public void Nobodys_hash_is_a_hash_that_costs_as_much_and_fits_nothing()
    {
        Assert.Equal(5, Bcrypt.CostOf(Bcrypt.Nobodys(5)));
        Assert.False(Bcrypt.IsMatch("", Bcrypt.Nobodys(5)));
        Assert.False(Bcrypt.IsMatch("strata", Bcrypt.Nobodys(5)));
    }
}
