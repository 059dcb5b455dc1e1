namespace Strata.Linux.Yaml;

/// <summary>A part of a YAML file, with the line where it starts.</summary>
/// <param name="Line">Line, counted from 1.</param>
internal abstract record YamlNode(int Line)
{
    /// <summary>A value.</summary>
    /// <param name="Line">Line.</param>
    /// <param name="Value">Its text, without quotes.</param>
    /// <param name="IsPlain">False when it stands in quotes, so that its text means only itself.</param>
    public sealed record Scalar(int Line, string Value, bool IsPlain) : YamlNode(Line)
    {
        /// <summary>True for a key without a value.</summary>
        public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";
    }

    /// <summary>A sequence.</summary>
    /// <param name="Line">Line.</param>
    /// <param name="Items">Its items in order.</param>
    public sealed record List(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);

    /// <summary>A mapping; no key stands in it twice.</summary>
    /// <param name="Line">Line.</param>
    /// <param name="Entries">Its keys with their lines and values, in order.</param>
    public sealed record Map(int Line, IReadOnlyList<(string Key, int Line, YamlNode Value)> Entries) : YamlNode(Line);
}
