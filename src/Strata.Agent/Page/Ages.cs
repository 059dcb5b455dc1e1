namespace Strata.Agent.Page;

/// <summary>Lengths of time in two words at most.</summary>
internal static class Ages
{
    public static string Of(TimeSpan age) => age.TotalSeconds switch
    {
        < 1 => "less than 1 s",
        < 120 => FormattableString.Invariant($"{age.TotalSeconds:0} s"),
        < 7200 => FormattableString.Invariant($"{age.TotalMinutes:0} min"),
        < 172_800 => FormattableString.Invariant($"{age.TotalHours:0} h"),
        _ => FormattableString.Invariant($"{age.TotalDays:0} days"),
    };
}
