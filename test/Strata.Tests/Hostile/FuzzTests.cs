using System.Text;
using Strata.Lab;
using Xunit;

namespace Strata.Tests.Hostile;

public sealed class FuzzTests
{
    private static readonly Lazy<IReadOnlyList<string>> Seeds = new(() => FuzzCommand.Seeds(Checkout.Lab));

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void DamagedInputsAreSurvived(string name)
    {
        var target = Find(name);
        var rounds = name is "paste" or "bug-report" or "lab-case" ? 150 : 300;
        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(round);
            var text = new Mutator(round).Damage(Seeds.Value[random.Next(Seeds.Value.Count)], Seeds.Value[random.Next(Seeds.Value.Count)]);

            Assert.Null(FuzzCommand.Try(target, text));
        }
    }

    [Fact]
    public void WhatOnceBrokeIsSurvived() => Law.Holds(
        from path in Directory.EnumerateFiles(Checkout.PathOf("lab/fuzz"), "*.bin")
        let text = Encoding.UTF8.GetString(File.ReadAllBytes(path))
        from target in FuzzTarget.All
        let complaint = FuzzCommand.Try(target, text)
        where complaint is not null
        select $"{Path.GetFileName(path)} {target.Name}: {complaint}");

    private static FuzzTarget Find(string name) => FuzzTarget.All.First(target => target.Name == name);
}
