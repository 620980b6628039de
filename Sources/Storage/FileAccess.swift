/// How a store is opened.
public enum FileAccess: Hashable, Sendable {
    /// Creates the file where there is none; one process at a time.
    case readWrite
    /// Reads beside a running service; nothing is created.
    case readOnly
}
