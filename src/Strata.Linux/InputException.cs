namespace Strata.Linux;

/// <summary>An input that is not readable as anything known; the message is one line for the user, and the exit code is 65.</summary>
public sealed class InputException : Exception
{
    /// <summary>Makes the error without a message.</summary>
    public InputException()
        : base("not readable as anything known")
    {
    }

    /// <summary>Makes the error.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the error with what caused it.</summary>
    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
