/// Bounds that keep a file from taking the machine's memory or its time.
public enum YAMLLimits {
    /// The most bytes of one file.
    public static let fileBytes = 256 * 1024
    /// The deepest nesting: far above what a file needs, far below what recursion bears.
    public static let nesting = 32
    /// The most bytes of one text value, where its reader names no other limit.
    public static let textBytes = 200
}
