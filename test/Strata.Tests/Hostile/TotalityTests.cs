using FsCheck;
using FsCheck.Fluent;
using Strata.Judging;
using Strata.Lab;
using Strata.Layers.Bus;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Rendering;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Hostile;

public sealed class TotalityTests
{
    private static readonly Arbitrary<string> AnyText = ArbMap.Default.ArbFor<string?>().Convert(text => text ?? "", text => text);

    // Lines glued from the words that signs look for, so that patterns are reached and not only refused.
    private static readonly Arbitrary<string> NearlyLog = Gen.ListOf(Gen.OneOf(
            Gen.Elements(Snapshotter.Signs.Select(sign => sign.Needle).Append("NVRM: ").ToArray()),
            Gen.Elements(" ", ": ", "\n", "0000:01:00.0", "[    1.000000] ", "79", "(", ")", "\u001b[31m", "=", "/", "libnvidia-ml.so.1"),
            ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? "")))
        .Select(parts => string.Concat(parts)).ToArbitrary();

    [Fact]
    public void EveryTargetTakesAnyText() => Prop.ForAll(AnyText, text =>
    {
        foreach (var target in FuzzTarget.All)
        {
            target.Run(text);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TheWholePipelineTakesAnythingThatLooksLikeALog() => Prop.ForAll(NearlyLog, FuzzTarget.All[0].Run).QuickCheckThrowOnFailure();

    [Fact]
    public void TheSameTextGivesTheSameReport() => Prop.ForAll(NearlyLog, text => Render(text) == Render(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void EverySignTakesAnyText() => Prop.ForAll(NearlyLog, text =>
    {
        foreach (var sign in Snapshotter.Signs)
        {
            sign.Match(text);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void SmallReadersTakeAnyText() => Prop.ForAll(AnyText, text =>
    {
        PciAddress.TryParse(text, out _);
        DriverVersion.Parse(text);
        LogPrefix.Parse(text);
        LabCaseReader.Parse("x", text);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void CleanTextHasNoControls() => Prop.ForAll(AnyText, text => !PlainText.Clean(text).Any(char.IsControl)).QuickCheckThrowOnFailure();

    [Fact]
    public void APciAddressIsReadAsItIsWritten() => Prop.ForAll<uint, byte, byte>((domain, bus, slot) =>
    {
        var address = new PciAddress(domain, bus, (byte)(slot >> 3), (byte)(slot & 7));
        return PciAddress.TryParse(address.ToString(), out var again) && again == address;
    }).QuickCheckThrowOnFailure();

    private static string Render(string text)
    {
        var lines = TextDocument.Of("-", text).Lines.Select((line, index) => new LogLine(index + 1, line));
        return ReportJson.Render(LabFolder.Judge(PasteReader.Read(new Origin(OriginKind.Text, "-"), new LogText("-", Era.Current, lines))), "0");
    }
}
