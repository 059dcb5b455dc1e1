using Strata.Metrics;

namespace Strata.Agent.Sampling;

/// <summary>One sample of the host, never changed once it is there, and the forms in which it is scraped.</summary>
internal sealed class Publication
{
    public Publication(HostSample sample, TextForms forms)
    {
        (Sample, Forms, Number) = (sample, forms, forms.NextNumber());
        forms.Prepare(this);
    }

    public HostSample Sample { get; }

    public TextForms Forms { get; }

    /// <summary>Grows with each publication.</summary>
    public long Number { get; }
}
