/// What may be done to a field over the line. Writing what no profile lists is refused everywhere.
public enum RegisterAccess: String, Hashable, Sendable, CaseIterable {
    case read = "r"
    case readWrite = "rw"
}
