import Platform
import Testing

/// Waits until `condition` holds; records an issue where it does not within `seconds`.
@discardableResult
func eventually(
    _ what: Comment, within seconds: Int64 = 20, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = MonotonicClock.nanoseconds + seconds * 1_000_000_000
    while MonotonicClock.nanoseconds < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record(what, sourceLocation: sourceLocation)
    return false
}
