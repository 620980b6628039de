/// The product's name and version.
public enum Product {
    public static let version = "0.1.0"
}

/// The command line's exit codes.
public enum ExitStatus {
    /// A check failed or something was found.
    public static let found: Int32 = 1
    public static let usage: Int32 = 2
    /// A device, the service or a peer does not answer.
    public static let notReachable: Int32 = 3
    /// No right to it, or a guard forbids it.
    public static let refused: Int32 = 4
    public static let damaged: Int32 = 5
}
