using System.Text;
using Strata.Lab;
using Xunit;

namespace Strata.Tests.Hostile;

public sealed class FuzzTests
{
    private static readonly Lazy<IReadOnlyList<string>> Seeds = new(() => FuzzCommand.Seeds(Checkout.Lab));

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    public static TheoryData<string> Saved => Directory.Exists(Checkout.PathOf("lab/fuzz"))
        ? [.. Directory.EnumerateFiles(Checkout.PathOf("lab/fuzz"), "*.bin").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
        : [];

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

    [Theory]
    [MemberData(nameof(Saved))]
    public void WhatOnceBrokeIsSurvived(string file)
    {
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(Checkout.PathOf("lab/fuzz/" + file)));

        Law.Holds(FuzzTarget.All.Select(target => (target.Name, Complaint: FuzzCommand.Try(target, text)))
            .Where(item => item.Complaint is not null)
            .Select(item => item.Name + ": " + item.Complaint));
    }

    private static FuzzTarget Find(string name) => FuzzTarget.All.First(target => target.Name == name);
}
